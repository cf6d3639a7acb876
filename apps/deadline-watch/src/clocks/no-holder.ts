import { byKey } from '#libs/kernel';
import {
  askedAbout, childrenAt, isPerChild, mustAnswer, timesWithoutHolder, type AskedAboutChild, type AskedAgency, type ChildrenKnown, type ClockEvent,
} from '#libs/safeguarding';

import { endOfAgency, replacedAt } from './agency-ends.js';
import type { Anchor } from './anchors.js';
import type { ReferralFacts } from './fact.js';

const NO_HOLDER = 'no-holder';

/** An event that ends a clock, with the time at which a statement became known. */
type End = ClockEvent & { readonly storedAt?: string };

/**
 * One anchor for each time in which no agency has the child. The clock runs against the agency that had the referral last, because that
 * agency knows the child best; the chain calls the others. Where only some of the children have no agency, each of them has a clock of its
 * own, because another agency may be asked for one of them alone.
 */
export function noHolderAnchors(facts: ReferralFacts): readonly Anchor[] {
  const withdrawnAt = facts.happened.find(({ event }) => event === 'referral-withdrawn')?.at;
  const keys = new Set<string>();
  return timesWithoutHolder(askedAgencies(facts), knownChildren(facts))
    .filter(({ from }) => withdrawnAt === undefined || from < withdrawnAt)
    .map(({ from: at, childId, lastAgency: agency, because }): Anchor => {
      // A correction can bring a child to an agency that refused before. The same refusal then starts a second time.
      const isSecond = keys.has(`${childId} ${agency} ${because}`);
      keys.add(`${childId} ${agency} ${because}`);
      return { rule: 'NO_HOLDER', anchor: NO_HOLDER, at, agency, because, key: isSecond ? secondKey(because, at) : because, end: null, ...(childId !== undefined && { childId }) };
    });
}

/** The key of a clock that a fact starts after it has started another one. */
export function secondKey(because: string, at: string): string {
  return `${because} ${at}`;
}

/**
 * The events that end such a clock: an agency that must answer accepts the child, another one is asked, the referral is withdrawn, a
 * correction takes the child out, or the end of an agency is taken back. An acceptance from before its start ends it as well: the agency gave
 * it while it was offline, and the watch could not know it. A clock about all children ends when the last of them has an agency or is asked for.
 */
export function endsOfNoHolder({ at: startedAt, because, childId }: Pick<Anchor, 'at' | 'because' | 'childId'>, facts: ReferralFacts): readonly End[] {
  const [asked, known] = [askedAgencies(facts), knownChildren(facts)];
  const withdrawals = facts.happened.filter(({ event }) => event === 'referral-withdrawn');
  if (!isPerChild(asked, known)) return [...withdrawals, ...endsIn(mustAnswer(asked), { startedAt, because }, facts)];
  const children = childId === undefined ? childrenAt(known, startedAt) : [childId];
  const first = children.map((child) => endsIn(askedAbout(child, asked, known), { startedAt, because, child }, facts).toSorted(byKey(({ at }) => at))[0]);
  if (first.includes(undefined)) return withdrawals;
  return [...withdrawals, ...first.flatMap((end) => end ?? []).toSorted(byKey(({ at }) => at)).slice(-1)];
}

interface TimeToEnd {
  readonly startedAt: string;
  readonly because: string;
  /** Absent where all children have the same agencies. */
  readonly child?: string;
}

function endsIn(asked: readonly AskedAboutChild[], { startedAt, because, child }: TimeToEnd, facts: ReferralFacts): readonly End[] {
  const replaced = replacedAt(facts, because);
  const own = facts.agencyEnds.find(({ messageId }) => messageId === because)?.agency;
  const agencies = new Set(asked.map(({ agency }) => agency));
  return [
    ...facts.happened.filter(({ event, agency, at }) => event === 'accepted' && asked.some((each) => each.agency === agency && mayEnd(each, at, startedAt))),
    ...asked.filter(({ askedAt }) => askedAt > startedAt).map(({ askedAt: at }) => ({ event: 'another-agency-asked', at })),
    ...(replaced === null ? [] : [{ event: 'end-taken-back', at: replaced }]),
    ...facts.agencyEnds.filter(({ at, agency, recordedAt }) => at === null && agency !== own && agencies.has(agency) && recordedAt > startedAt)
      .map(({ recordedAt: at }) => ({ event: 'end-taken-back', at })),
    ...(child === undefined ? [] : facts.known.filter(({ recordedAt, children }) => recordedAt > startedAt && !children.some(({ childId }) => childId === child))
      .map(({ recordedAt: at }) => ({ event: 'child-removed', at }))),
  ];
}

/** Whether an acceptance by an agency is about a child in the time in which the agency was asked about it. */
function mayEnd({ askedAt, takenOut }: AskedAboutChild, acceptedAt: string, startedAt: string): boolean {
  if (takenOut !== undefined && (takenOut.at <= startedAt || takenOut.at <= acceptedAt)) return false;
  return acceptedAt >= askedAt || askedAt <= startedAt;
}

/** Whether a clock runs because no agency has the child. */
export function isNoHolder({ anchor }: Pick<Anchor, 'anchor'>): boolean {
  return anchor === NO_HOLDER;
}

/** The children of the referral since its publication. */
export function knownChildren({ known }: Pick<ReferralFacts, 'known'>): readonly ChildrenKnown[] {
  return known.map(({ recordedAt: at, messageId: because, children, shown }) => ({
    at, because, children: children.map(({ childId }) => childId), ...(shown !== undefined && { shown }),
  }));
}

/** Of two sharings with one agency the first counts. */
function askedAgencies(facts: ReferralFacts): readonly AskedAgency[] {
  const { sharings, happened, departures } = facts;
  const first = new Map(sharings.toReversed().map((sharing) => [sharing.agency, sharing]));
  return [...first.values()].map(({ agency, expectation, at: askedAt, children }) => {
    const acceptedAt = happened.find((each) => each.event === 'accepted' && each.agency === agency)?.at;
    const ended = endOfAgency(facts, agency);
    return {
      agency, expectation, askedAt, ...(children !== undefined && { children }), ...(acceptedAt !== undefined && { acceptedAt }),
      left: departures.filter((each) => each.agency === agency).map(({ at, messageId: because }) => ({ at, because })),
      ...(ended !== null && { ended }),
    };
  });
}
