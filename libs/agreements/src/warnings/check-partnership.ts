import { termsIn } from '../clocks/clock-policy.js';
import { findView } from '../views/find-view.js';
import { READ_AFTER_END_DAYS, type Agency, type Agreement, type Partnership, type View } from '../model/partnership.js';
import { findHolesAndOverlaps } from './holes-and-overlaps.js';
import { checkSignals, checkStatus } from './agreement-status.js';
import type { PartnershipWarning } from './warning.js';

const DAY_MS = 86_400_000;

/**
 * Finds rules that are valid but possibly not intended: children without a recipient, rules without effect, agreements past
 * their review. Pure, and bounded in time for any files.
 *
 * @param on the local day (ISO date) of the check.
 */
export function checkPartnership(partnership: Partnership, on: string): readonly PartnershipWarning[] {
  const { agreements, agencies } = partnership;
  const sharing = agreements.filter(({ status, effectiveFrom }) => status === 'in-force' && effectiveFrom <= on);
  return [
    ...checkStatus(partnership, sharing, on),
    ...findHolesAndOverlaps(partnership, sharing),
    ...sharing.flatMap((agreement) => checkAreas(agreement, agencies)),
    ...sharing.flatMap((agreement) => checkEndings(agreement, agencies)),
    ...checkReadings(agencies, on),
    ...checkTerms(sharing, partnership),
    ...checkSignals(sharing),
    ...checkMasks(sharing, agencies),
  ];
}

function checkAreas({ id, routes }: Agreement, agencies: readonly Agency[]): PartnershipWarning[] {
  return routes.flatMap((route) => {
    const wanted = route.when.areas;
    if (wanted === undefined) return [];
    return route.recipients.flatMap(({ agency: agencyId }): PartnershipWarning[] => {
      const served = agencies.find((agency) => agency.id === agencyId)?.areas ?? [];
      if (served.length === 0 || wanted.some((area) => served.includes(area))) return [];
      const message = `The route ${route.id} sends referrals about ${wanted.join(', ')} to ${agencyId}, and it serves ${served.join(', ')} only.`;
      return [{ code: 'outside-its-area', about: `${id}/${route.id}`, message }];
    });
  });
}

/** A route that names an ended agency and no agency after it makes the publisher refuse its referrals. */
function checkEndings({ id, routes }: Agreement, agencies: readonly Agency[]): PartnershipWarning[] {
  return routes.flatMap((route) => route.recipients.flatMap(({ agency: agencyId }): PartnershipWarning[] => {
    const ended = agencies.find((agency) => agency.id === agencyId)?.ended;
    if (ended === undefined || route.recipients.some(({ agency }) => agency === ended.successor)) return [];
    const remedy = ended.successor === undefined ? 'Remove it from the route.' : `Name its successor ${ended.successor}, unless another route does.`;
    const message = `The route ${route.id} names ${agencyId}, which takes no referral from ${ended.on}. From then on the publisher refuses its referrals. ${remedy}`;
    return [{ code: 'agency-ended', about: `${id}/${route.id}`, message }];
  }));
}

function checkReadings(agencies: readonly Agency[], on: string): PartnershipWarning[] {
  const limit = new Date(Date.parse(on) - READ_AFTER_END_DAYS * DAY_MS).toISOString().slice(0, 10);
  return agencies.flatMap(({ id, ended }): PartnershipWarning[] => {
    if (ended === undefined || ended.on > limit) return [];
    const message = `The agency ${id} ended on ${ended.on}, more than ${READ_AFTER_END_DAYS} days ago. Its topics hold nothing any more: remove its entry.`;
    return [{ code: 'agency-ended', about: null, message }];
  });
}

function checkTerms(agreements: readonly Agreement[], { agencies, localPolicy: { schoolTerms } }: Partnership): PartnershipWarning[] {
  const named = new Set(agreements.flatMap(({ routes, redirects }) => [
    ...routes.flatMap(({ recipients }) => recipients.map(({ agency }) => agency)), ...redirects.flatMap(({ to }) => to),
  ]));
  return agencies.flatMap((school): PartnershipWarning[] => {
    if (school.kind !== 'school' || !named.has(school.id) || termsIn(school, (id) => schoolTerms.find((terms) => terms.id === id)) !== undefined) return [];
    const message = `No file under calendars has the terms of ${school.id}: its notices have no due time. Add a file with the urn ${school.urn ?? ''}.`;
    return [{ code: 'no-terms', about: null, message }];
  });
}

interface AgencyView {
  readonly agreement: string;
  readonly view: View;
}

/** Masks of all views that apply together hold together; if the other view applies alone, only its own masks apply. */
function checkMasks(agreements: readonly Agreement[], agencies: readonly Agency[]): PartnershipWarning[] {
  const found = new Map<string, PartnershipWarning>();
  const masked = agreements.some(({ views }) => views.some(({ mask }) => mask.length > 0));
  for (const agency of masked ? agencies : []) {
    const views = agreements.flatMap((agreement) => viewsOf(agreement, agency));
    for (const { agreement, view } of views) {
      for (const mask of view.mask) {
        const when = JSON.stringify(mask.when);
        for (const other of views) {
          const hidden = other.view.mask.filter((each) => JSON.stringify(each.when) === when).flatMap(({ fields }) => fields);
          const open = mask.fields.filter((leaf) => other.view.fields.includes(leaf) && !hidden.includes(leaf));
          const about = `${agreement}/${mask.id}`;
          if (other.view === view || open.length === 0) continue;
          const where = `the view for ${other.view.purpose} of ${other.agreement}`;
          const message = `The mask ${mask.id} is not in ${where}, by which ${agency.id} may see ${open.join(', ')}. Repeat it there.`;
          found.set(message, { code: 'mask-not-everywhere', about, message });
        }
      }
    }
  }
  return [...found.values()];
}

function viewsOf(agreement: Agreement, agency: Agency): AgencyView[] {
  const named = [
    ...agreement.routes.flatMap(({ recipients }) => recipients),
    ...agreement.redirects.flatMap(({ to, purpose }) => to.map((id) => ({ agency: id, purpose }))),
  ].filter((each) => each.agency === agency.id);
  const views = new Set(named.flatMap(({ purpose }) => findView(agreement, agency, purpose) ?? []));
  return [...views].map((view) => ({ agreement: agreement.id, view }));
}
