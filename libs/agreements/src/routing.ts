import { EXPECTATIONS, type Expectation, type ForwardingDeclinedReason, type Grade } from '#libs/contracts';
import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import { orderFields } from './fields.js';
import { findView } from './find-view.js';
import type { Agency, Agreement, Condition, Partnership, View } from './partnership.js';
import type { Allowance } from './view.js';

/** What routing needs to know of a referral; no personal data. */
export interface ReferralFacts {
  /** The sending force's id. */
  readonly force: string;
  readonly area: string;
  /** Concern types and flags together: an agreement's rule about domestic abuse means either. */
  readonly concernTypes: readonly string[];
  readonly grade: Grade;
  /** URNs of the schools the children go to, as far as known. */
  readonly schools: readonly string[];
  /** The local day of the sharing (ISO date): an agreement shares nothing before it takes effect. */
  readonly on: string;
}

/** One agency that gets a referral: why, what it is expected to do and what it may see. */
export interface Recipient extends Allowance {
  readonly agency: string;
  readonly purpose: string;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly expectation: Expectation;
  /** The recipient's own lawful basis for receiving it. */
  readonly lawfulBasis: string;
  /** Every rule that named the agency, as `<agreement>/<route>`, for the evidence. */
  readonly routes: readonly string[];
}

/** One rule naming one agency. */
interface Grant {
  readonly agreement: Agreement;
  readonly rule: string;
  readonly purpose: string;
  readonly expectation: Expectation;
}

/**
 * Everyone who is told about a referral, in the order of the partnership file.
 *
 * An agency that several routes name gets one copy. The first route, in the order of the agreements and of their routes,
 * is the one cited: its agreement, purpose and lawful basis. What is expected is the strictest expectation of them all,
 * and what may be seen is the union of the views for all the purposes matched; `routes` names every rule behind it.
 * A school is told only when a child of the referral is on its roll.
 */
export function resolveRecipients(partnership: Partnership, facts: ReferralFacts): readonly Recipient[] {
  const grants = routeGrants(partnership, facts);
  return partnership.agencies.flatMap((agency) => {
    const recipient = recipientUnder(agency, grants.get(agency.id) ?? [], facts);
    return recipient === null ? [] : [recipient];
  });
}

/**
 * Whether an agency named in a redirect may have the referral, and as what. The redirects of the agreements decide, along
 * with the routes: an agency that a route names may have it in any case.
 */
export function recipientFor(
  partnership: Partnership,
  agencyId: string,
  facts: ReferralFacts,
): Outcome<Recipient, RedirectRefusal> {
  const agency = partnership.agencies.find(({ id }) => id === agencyId);
  if (agency === undefined) {
    return failure({ code: 'unknown-agency', message: 'The partnership has no such agency. Name one of its agencies.' });
  }
  const grants = [...(routeGrants(partnership, facts).get(agencyId) ?? []), ...redirectGrants(partnership, agencyId, facts)];
  const recipient = recipientUnder(agency, grants, facts);
  if (recipient !== null) return success(recipient);
  return failure({
    code: 'no-agreement',
    message: 'No sharing agreement in force lets this agency have the referral. Refuse it with a reason, so that the sender can decide.',
  });
}

export type RedirectRefusal = Failure<Extract<ForwardingDeclinedReason, 'unknown-agency' | 'no-agreement'>>;

/** The agencies of a partnership, each of which has topics of its own. */
export function agencyTopicsOf(partnership: Partnership): readonly string[] {
  return partnership.agencies.map(({ id }) => id);
}

/** What the routes grant, by agency. In one pass: a partnership may have hundreds of schools. */
function routeGrants(partnership: Partnership, facts: ReferralFacts): ReadonlyMap<string, readonly Grant[]> {
  const grants = new Map<string, Grant[]>();
  for (const agreement of inForce(partnership, facts)) {
    for (const { id, recipients } of agreement.routes.filter(({ when }) => holds(when, facts))) {
      for (const { agency, purpose, expectation } of recipients) {
        const known = grants.get(agency) ?? [];
        grants.set(agency, [...known, { agreement, rule: `${agreement.id}/${id}`, purpose, expectation }]);
      }
    }
  }
  return grants;
}

function redirectGrants(partnership: Partnership, agencyId: string, facts: ReferralFacts): Grant[] {
  return inForce(partnership, facts).flatMap((agreement) =>
    agreement.redirects
      .filter(({ to, when }) => to.includes(agencyId) && holds(when, facts))
      .map(({ id, purpose, expectation }) => ({ agreement, rule: `${agreement.id}/${id}`, purpose, expectation })),
  );
}

/** The agreements under which this force can share on this day. One whose review is overdue still can. */
function inForce({ agreements }: Partnership, { force, on }: ReferralFacts): Agreement[] {
  return agreements.filter(
    ({ status, effectiveFrom, parties }) =>
      status === 'in-force' && effectiveFrom <= on && parties.some(({ organisation }) => organisation === force),
  );
}

function holds({ concerns, areas, grades, schools }: Condition, facts: ReferralFacts): boolean {
  return (
    (concerns?.some((concern) => facts.concernTypes.includes(concern)) ?? true)
    && (areas?.includes(facts.area) ?? true)
    && (grades?.includes(facts.grade) ?? true)
    && (schools?.some((urn) => facts.schools.includes(urn)) ?? true)
  );
}

function recipientUnder(agency: Agency, grants: readonly Grant[], facts: ReferralFacts): Recipient | null {
  const [first] = grants;
  if (first === undefined || (agency.urn !== null && !facts.schools.includes(agency.urn))) return null;
  const { id, version, lawfulBasis } = first.agreement;
  const views = grants.flatMap(({ agreement, purpose }) => findView(agreement, agency, purpose) ?? []);
  return {
    agency: agency.id,
    purpose: first.purpose,
    agreement: { id, version },
    expectation: EXPECTATIONS.find((expectation) => grants.some((grant) => grant.expectation === expectation)) ?? first.expectation,
    lawfulBasis: lawfulBasis.partners[agency.kind] ?? '',
    fields: fieldsShown(views),
    routes: grants.map(({ rule }) => rule),
    ...(agency.urn !== null && { onRollOf: [agency.urn] }),
    ...concernsShown(views),
  };
}

/** The union of the views. That of a single view is its own list, as the agreement was read: nothing is built per referral. */
function fieldsShown(views: readonly View[]): readonly string[] {
  const [only] = views;
  return only !== undefined && views.length === 1 ? only.fields : orderFields(views.flatMap(({ fields }) => fields));
}

/** A view that shows all concerns lets all of them show; otherwise each adds its own. */
function concernsShown(views: readonly View[]): Pick<Allowance, 'concerns'> {
  const lists = views.map(({ concerns }) => concerns);
  return lists.includes(undefined) ? {} : { concerns: [...new Set(lists.flatMap((list) => list ?? []))] };
}
