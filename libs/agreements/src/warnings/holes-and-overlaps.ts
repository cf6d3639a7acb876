import { findView } from '../views/find-view.js';
import type { Agreement, ChildrenShown, Condition, Partnership, Route } from '../model/partnership.js';
import { combinationsOf, describeCombinations, forEachMatch, type Combinations } from './combinations.js';
import type { PartnershipWarning } from './warning.js';

/** 500,000 bytes and well under a second; the whole of England needs about 10,000. */
const MOST_COMBINATIONS = 500_000;

/** Finds combinations without a recipient or without a decision, and routes that add nothing to earlier ones. */
export function findHolesAndOverlaps(partnership: Partnership, agreements: readonly Agreement[]): PartnershipWarning[] {
  const all = combinationsOf(partnership);
  if (all.count > MOST_COMBINATIONS) {
    const message = `There are ${all.count} combinations of area, concern and grade, too many to check: holes and overlaps are not reported.`;
    return [{ code: 'not-checked', about: null, message }];
  }
  return [...findHoles(partnership, agreements, all), ...agreements.flatMap((agreement) => findOverlaps(agreement, all))];
}

const RECEIVES = 1;
const DECIDES = 2;

/** Only rules that name an agency for every child count, because a rule about one child's school protects no other child. */
function findHoles(partnership: Partnership, agreements: readonly Agreement[], all: Combinations): PartnershipWarning[] {
  const coverage = new Uint8Array(all.count);
  for (const agreement of agreements) {
    for (const { when, recipients } of agreement.routes) {
      if (when.schools !== undefined || when.schooling !== undefined) continue;
      const sure = recipients.filter(({ agency, purpose }) => receivesForEveryChild(partnership, agreement, agency, purpose));
      for (const recipient of sure) {
        const mark = recipient.expectation === 'acknowledge-and-decide' ? RECEIVES | DECIDES : RECEIVES;
        forEachMatch(all, whenShown(partnership, when, recipient), (index) => {
          coverage[index] = (coverage[index] ?? 0) | mark;
        });
      }
    }
  }
  return [
    ...describeCombinations(all, (index) => coverage[index] === 0).map((phrase): PartnershipWarning => ({
      code: 'no-recipient', about: null, message: `No agency is certain to receive a referral ${phrase}.`,
    })),
    ...describeCombinations(all, (index) => coverage[index] === RECEIVES).map((phrase): PartnershipWarning => ({
      code: 'no-decision', about: null, message: `No agency is asked to decide on a referral ${phrase}.`,
    })),
  ];
}

/** The condition under which a recipient receives a referral about a child, whose area it may have to serve. */
function whenShown({ agencies }: Partnership, when: Condition, { agency: id, children }: Route['recipients'][number]): Condition {
  const own = children === 'own-area' ? agencies.find((agency) => agency.id === id)?.areas : undefined;
  return own === undefined ? when : { ...when, areas: when.areas?.filter((area) => own.includes(area)) ?? own };
}

function receivesForEveryChild({ agencies }: Partnership, agreement: Agreement, agencyId: string, purpose: string): boolean {
  const agency = agencies.find(({ id }) => id === agencyId);
  return agency !== undefined && agency.urn === null && findView(agreement, agency, purpose)?.schooling === undefined;
}

/** One earlier mention of an agency for a purpose. */
interface Mention {
  readonly route: Route;
  readonly decides: boolean;
  readonly children: ChildrenShown;
}

/** A mention adds nothing if each of its combinations is covered by earlier ones that ask for no less and need no more. */
function findOverlaps(agreement: Agreement, all: Combinations): PartnershipWarning[] {
  const warnings: PartnershipWarning[] = [];
  const earlier = new Map<string, Mention[]>();
  for (const route of agreement.routes) {
    for (const { agency, purpose, expectation, children } of route.recipients) {
      const key = `${agency} ${purpose}`;
      const mentions = earlier.get(key) ?? [];
      const mention = { route, decides: expectation === 'acknowledge-and-decide', children };
      const covering = mentions.filter((each) => (each.decides || !mention.decides) && (each.children === 'all' || children === 'own-area') && needsNoMore(each.route.when, route.when));
      if (covering.length > 0 && isCovered(all, route.when, covering)) {
        const by = [...new Set(covering.map((each) => each.route.id))].join(', ');
        const what = `The route ${route.id} names ${agency} for ${purpose}, which receives all of it by ${by} already.`;
        const message = `${what} Remove it there, or correct one of them.`;
        warnings.push({ code: 'adds-nothing', about: `${agreement.id}/${route.id}`, message });
      }
      earlier.set(key, [...mentions, mention]);
    }
  }
  return warnings;
}

function isCovered(all: Combinations, when: Condition, covering: readonly Mention[]): boolean {
  const covered = new Uint8Array(all.count);
  for (const { route } of covering) {
    forEachMatch(all, route.when, (index) => {
      covered[index] = 1;
    });
  }
  let isWhole = true;
  forEachMatch(all, when, (index) => {
    isWhole &&= covered[index] === 1;
  });
  return isWhole;
}

/** True if schools and schooling of the one condition exclude no referral that meets the other. */
function needsNoMore(one: Condition, other: Condition): boolean {
  return includesAll(one.schools, other.schools) && includesAll(one.schooling, other.schooling);
}

function includesAll(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  return wide === undefined || (narrow !== undefined && narrow.every((value) => wide.includes(value)));
}
