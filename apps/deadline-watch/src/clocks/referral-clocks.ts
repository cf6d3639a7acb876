import type { ClockPolicy } from '#libs/agreements';
import { byKey } from '#libs/kernel';
import { answersTo, canAnswer, chainFrom, clockState, FOLLOWED_UP, handoverOf, heldBy, isEnded, copiesNow, statedAfterDue, type ClockEvent, type ClockRule, type DeadlineClock } from '#libs/safeguarding';

import { endOfAgency } from './agency-ends.js';
import { anchorsIn, type Anchor } from './anchors.js';
import { sparedSteps, type EarlierClock } from './called-roles.js';
import { clockIdOf, clockStart, hasRule, ruleOf, stepName, type ClockStart } from './clock-start.js';
import type { Happened, ReferralFacts, Sharing, WatchedFact } from './fact.js';
import { endsOfNoHolder, isNoHolder, knownChildren, noHolderAnchors, secondKey } from './no-holder.js';

export interface ClockEnd {
  readonly outcome: 'met' | 'cancelled' | 'superseded';
  readonly by: string;
  readonly at: string;
  /** When the broker stored the statement of an end in time, if that was after the due time. A breach then remains. */
  readonly statedAt?: string;
}

/** A clock in its present state. Warned or breached depends on the present time and is not stored. */
export interface WatchedClock {
  readonly start: ClockStart;
  /** The agency that has to answer now, or that answered. After a redirect that was followed, it is another agency than at first. */
  readonly against: string;
  /** The organisation that has to act: that agency, or the referring force for the duty to follow up and in place of an agency that has ended. */
  readonly owner: string;
  readonly end: ClockEnd | null;
  /** The clock that counted from another time of the same anchor, until a correction. Null for any other clock. */
  readonly supersedes: string | null;
  /** The steps of its plan that need no message, by their index. */
  readonly spared: ReadonlySet<number>;
}

/** A clock as it is stored. */
export type KeptClock = Omit<WatchedClock, 'spared'>;

/** The stored state of one referral between two facts. */
export interface ReferralRecord {
  readonly referralId: string;
  readonly facts: readonly WatchedFact[];
  /** The clocks that were worked out before, by id. Their starts stay fixed, even if rules and calendars have changed. */
  readonly kept: ReadonlyMap<string, KeptClock>;
  /** Names of the notices that were sent, by clock. */
  readonly sentNotices: ReadonlyMap<string, ReadonlySet<string>>;
  /** The agencies that the notices of each clock went to. Another agency than that of the start has received some where a redirect passed the clock on. */
  readonly notified?: ReadonlyMap<string, ReadonlySet<string>>;
}

const FOR_EVER = new Date(8_640_000_000_000_000);
const NONE_SENT: ReadonlySet<string> = new Set();
const NONE_SPARED: ReadonlySet<number> = new Set();

/**
 * Every clock of a referral, worked out from the set of its facts. Neither their order nor their repetition makes a difference. The
 * notices that were sent are a second input, because a clock of the referrer begins when the referrer is called.
 */
export function clocksOf(record: ReferralRecord, policy: ClockPolicy): readonly WatchedClock[] {
  const facts = factsOf(record.facts);
  if (facts === null) return [];
  const first = clocksFrom([...anchorsIn(facts, policy), ...noHolderClocks(record, facts)], record, facts, policy);
  const called = first.flatMap((clock) => startedByCalls(clock, record.sentNotices.get(clock.start.clockId) ?? NONE_SENT));
  return [...first, ...clocksFrom(called, record, facts, policy)].toSorted(byKey(({ start }) => start.clockId));
}

/**
 * The anchors of NO_HOLDER. A kept clock that the facts no longer give stays, with its end: people were called, and then an acceptance became
 * known that had been given before.
 */
function noHolderClocks({ referralId, kept }: ReferralRecord, facts: ReferralFacts): readonly Anchor[] {
  const anchors = noHolderAnchors(facts);
  const current = new Set(anchors.map((anchor) => clockIdOf(referralId, anchor)));
  const gone = [...kept.values()].filter(({ start }) => isNoHolder(start) && !current.has(start.clockId));
  return [...anchors, ...gone.map(({ start }): Anchor => {
    const { ruleId: rule, anchor, anchorAt: at, agency, because, childId } = start;
    const goneAnchor: Anchor = { rule, anchor, at, agency, because, key: because, end: null, ...(childId !== undefined && { childId }) };
    return clockIdOf(referralId, goneAnchor) === start.clockId ? goneAnchor : { ...goneAnchor, key: secondKey(because, at) };
  })];
}

/** The facts in one order; null while the publication is not known, because no clock can be worked out before it. */
export function factsOf(facts: readonly WatchedFact[]): ReferralFacts | null {
  const inOrder = [...new Map(facts.map((fact) => [fact.messageId, fact])).values()].toSorted(byKey(({ messageId }) => messageId));
  const publication = inOrder.find((fact) => fact.publication !== undefined)?.publication;
  if (publication === undefined) return null;
  const every = <Part extends object>(part: (fact: WatchedFact) => Part | undefined) => inOrder.flatMap((fact) => {
    const found = part(fact);
    return found === undefined ? [] : [{ ...found, messageId: fact.messageId }];
  });
  const sharings = inOrder.flatMap(({ messageId, sharings: own = [] }) => own.map((sharing) => ({ ...sharing, messageId }))).toSorted(byKey(({ at }) => at));
  const known = every(({ known: children }) => children);
  return {
    publication,
    sharings,
    copies: copiesNow(sharings, knownChildren({ known })),
    happened: every(({ happened }) => happened).toSorted(byKey(({ at }) => at)),
    departures: every(({ departed }) => departed).toSorted(byKey(({ at }) => at)),
    agencyEnds: every(({ agencyEnd }) => agencyEnd),
    known,
    returned: every(({ returned }) => returned),
    grounds: every(({ grounds }) => grounds),
    corrections: every(({ correction }) => correction).toSorted(byKey(({ recordedAt }) => recordedAt)),
    deliveredChanges: every(({ changeDelivered }) => changeDelivered),
  };
}

function clocksFrom(anchors: readonly Anchor[], { referralId, kept, sentNotices }: ReferralRecord, facts: ReferralFacts, policy: ClockPolicy): WatchedClock[] {
  const clocks = new Map<Anchor, WatchedClock>();
  // A corrected anchor comes after the one that it corrects.
  for (const anchor of anchors) {
    const known = kept.get(clockIdOf(referralId, anchor));
    const start = known?.start.refusal === null ? known.start : clockStart(referralId, anchor, policy);
    if (start === null) continue;
    clocks.set(anchor, { ...clockFrom(anchor, start, known?.end ?? null, facts, policy), supersedes: supersededBy(anchor, clocks) });
  }
  return [...clocks].map(([anchor, clock]) => {
    const called = { isFollowedUp: isFollowedUp(clock, facts), earlier: earlierClocks(anchor, clocks, facts) };
    return called.isFollowedUp || called.earlier.length > 0 || facts.agencyEnds.length > 0 ? { ...clock, spared: sparedSteps({ ...clock, ...called }, facts, sentNotices) } : clock;
  });
}

/** The clocks whose place a clock has taken: that of the time before a correction, and those of an agency that was succeeded. */
function earlierClocks(anchor: Anchor, clocks: ReadonlyMap<Anchor, WatchedClock>, facts: ReferralFacts): readonly EarlierClock[] {
  const { corrects, agency, rule } = anchor;
  const at = (before: Anchor, until: string): EarlierClock[] => {
    const clock = clocks.get(before);
    const earlier = earlierClocks(before, clocks, facts);
    return clock === undefined ? [...earlier] : [{ clock, until, earlier }];
  };
  const corrected = corrects === undefined || corrects.end === null ? [] : at(corrects, corrects.end.at);
  const received = facts.sharings.find((sharing) => sharing.agency === agency);
  if (received?.succeeds !== true) return corrected;
  const before = [...clocks.keys()].filter((each) => each.agency === received.from && each.rule === rule && each.anchor === anchor.anchor);
  return [...corrected, ...before.flatMap((each) => at(each, received.at))];
}

/** The latest of the corrected anchors that started a clock. A time at which no rule was in force started none. */
function supersededBy({ corrects }: Anchor, clocks: ReadonlyMap<Anchor, WatchedClock>): string | null {
  for (let anchor = corrects; anchor !== undefined; anchor = anchor.corrects) {
    const clock = clocks.get(anchor);
    if (clock !== undefined) return clock.start.clockId;
  }
  return null;
}

function clockFrom(anchor: Anchor, start: ClockStart, keptEnd: ClockEnd | null, facts: ReferralFacts, policy: ClockPolicy): Omit<WatchedClock, 'supersedes'> {
  const handover = handoverOf(facts.copies, start.agency, start.ruleId, start.anchor);
  const chain = chainFrom(start.agency, handover === undefined ? facts.copies : facts.copies.filter((sharing) => sharing !== handover), start.childId);
  // The files may drop a rule when no clock runs by it. A clock that ended before keeps its end.
  const end = keptEnd !== null && !hasRule(start, policy) ? keptEnd : endOf({ anchor, start, chain, handover }, facts, policy);
  const against = heldBy(chain, end?.outcome === 'met' ? facts.happened.filter(({ event, at }) => event === end.by && at === end.at) : []);
  const endedAt = endOfAgency(facts, against)?.at;
  const isOfForce = start.anchor === 'la-ack-breached' || (endedAt !== undefined && (end === null || end.at >= endedAt));
  return { start, against, owner: isOfForce ? facts.publication.force : against, end, spared: NONE_SPARED };
}

interface RunningClock {
  readonly anchor: Anchor;
  readonly start: ClockStart;
  readonly chain: readonly string[];
  /** Whose receiver has a clock of its own about the same duty. */
  readonly handover: Pick<Sharing, 'at'> | undefined;
}

function endOf({ anchor, start, chain, handover }: RunningClock, facts: ReferralFacts, policy: ClockPolicy): ClockEnd | null {
  const { end } = anchor;
  // A clock without a due time waits for a calendar, unless the time that needed the calendar was wrong, or is none after all.
  if (start.dueAt === null) return end === null ? null : { outcome: 'superseded', by: end.event, at: end.at };
  const answers = isNoHolder(start) ? endsOfNoHolder({ ...start, at: start.anchorAt }, facts) : answersOf(anchor, ruleOf(start, policy), chain, facts);
  const events: readonly ClockEvent[] = [...answers, ...(end === null ? [] : [end]), ...(handover === undefined ? [] : [{ event: 'handed-over', at: handover.at }])];
  const state = clockState(asDeadlineClock(start, start.dueAt, policy), events, FOR_EVER);
  if (!isEnded(state)) return null;
  const { by, at } = state;
  const statedAt = statedAfterDue(answers.filter((each) => each.event === by && each.at === at), start.dueAt);
  return { outcome: state.state === 'met-late' ? 'met' : state.state, by, at, ...(statedAt !== undefined && { statedAt }) };
}

function answersOf(anchor: Anchor, { answersAfterCorrection }: Pick<ClockRule, 'answersAfterCorrection'>, chain: readonly string[], facts: ReferralFacts): readonly Happened[] {
  const corrections = answersAfterCorrection === undefined ? [] : anchor.corrections ?? [];
  return answersTo(anchor, chain, facts.copies, facts.happened).filter((each) => canAnswer(each, corrections, facts));
}

/** Whether the referrer has asked the silent agency since the due time. */
function isFollowedUp({ start: { agency: first, dueAt, childId } }: WatchedClock, { happened, copies }: ReferralFacts): boolean {
  const after = dueAt === null ? [] : happened.filter(({ event, at }) => event === FOLLOWED_UP && at >= dueAt);
  return after.some(({ agency }) => agency !== undefined && chainFrom(first, copies, childId).includes(agency));
}

function asDeadlineClock(start: ClockStart, dueAt: string, policy: ClockPolicy): DeadlineClock {
  const { stops, cancels, kind, escalation } = ruleOf(start, policy);
  return { ...start, dueAt, kind, stops, cancels, escalation, cutOff: null, warnings: [] };
}

function startedByCalls({ start }: WatchedClock, sentNotices: ReadonlySet<string>): Anchor[] {
  return start.steps.flatMap(({ starts }, index) =>
    starts !== undefined && start.dueAt !== null && sentNotices.has(stepName(index))
      ? [{ rule: starts, anchor: 'la-ack-breached', at: start.dueAt, agency: start.agency, because: start.clockId, key: start.clockId, end: null }]
      : []);
}
