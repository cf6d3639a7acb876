import { byKey } from '#libs/kernel';

import type { ClockEvent } from './clock-state.js';
import { isStatedAfterDue } from './stated-after-due.js';

/** A child of a referral, and a missing episode of it, that a clock or an event is about. Absent where it is about all of them. */
interface About {
  readonly childId?: string | undefined;
  readonly episodeId?: string | undefined;
}

/** The sharing of a referral with an agency, with the clocks that it starts. */
export interface SharedCopy {
  readonly agency: string;
  /** The agency whose redirect, or whose end, brought the referral to this agency. */
  readonly from?: string;
  /** True where this agency takes the place of one that has ended. */
  readonly succeeds?: true;
  /** The children that its copy shows now; absent where it shows all. */
  readonly children?: readonly string[];
  readonly clocks: readonly { readonly rule: string; readonly anchor: string }[];
}

/** An event that may end a clock. */
export interface AnswerGiven extends ClockEvent, About {
  /** The agency that states it; absent for an event of the police. */
  readonly agency?: string;
  /** When the broker stored the statement. */
  readonly storedAt?: string;
  /** The correction, of an acknowledgement. */
  readonly updateId?: string;
}

/** The facts of a clock that decide which answers may end it. */
export interface AnsweredClock extends About {
  /** The agency that it ran against at first. */
  readonly agency: string;
  /** When its anchor happened. */
  readonly at: string;
  /** Answers before this time belong to an earlier clock. Absent where an answer of any time counts. */
  readonly countsFrom?: string;
  /** The clock with the time before a correction of the anchor. What answered that one answers this one, too. */
  readonly corrects?: AnsweredClock;
}

/** The statements by which an agency takes the child. */
const TAKES_THE_CHILD: ReadonlySet<string> = new Set(['accepted', 'decided']);
/** Answers that count from any sender. Every other one must be a statement of an agency in the clock's chain. */
const FROM_ANY_SENDER: ReadonlySet<string> = new Set(['referral-withdrawn', 'return-interview-held', 'return-interview-declined']);

/** Work that can only follow the anchor of its clock: an interview about a return follows the return. Work before the anchor was about something else. */
const FOLLOWS_THE_ANCHOR: ReadonlySet<string> = new Set(['return-interview-held', 'return-interview-declined', 'assessment-completed', 'assessment-not-required']);

/** The event of a referrer who asked a silent agency. */
export const FOLLOWED_UP = 'referrer-followed-up';

/**
 * The chain of agencies from the one that received the referral to the one that has it after every redirect that was followed. An agency that was
 * not sent all of the children that the clock is about is not in it, because it cannot answer for them.
 *
 * @param childId of a clock about one child; any other clock is about the children that the first agency was sent.
 */
export function chainFrom(agency: string, sharings: readonly SharedCopy[], childId?: string): readonly string[] {
  const chain = [agency];
  const covering = sharings.filter((sharing) => hasChildrenOf(sharing, childrenOf(agency, sharings, childId)));
  for (let next = agency; ; ) {
    const onward = covering.find(({ from, agency: to }) => from === next && !chain.includes(to));
    if (onward === undefined) return chain;
    next = onward.agency;
    chain.push(next);
  }
}

/**
 * The agency of a chain that a clock is about: the one whose answer met it, or else the last, which has to answer now. An agency that takes
 * the child after its redirect meets its own clock, and the agency that it named never answered.
 *
 * @param chain of at least one agency ({@link chainFrom}). @param met the events that met the clock; none while it counts.
 */
export function heldBy(chain: readonly string[], met: readonly Pick<AnswerGiven, 'agency'>[]): string {
  const [last = ''] = chain.slice(-1);
  return chain.findLast((agency) => met.some((each) => each.agency === agency)) ?? last;
}

/** The children that a clock is about; undefined where they are all children of the referral. */
function childrenOf(agency: string, sharings: readonly SharedCopy[], childId: string | undefined): readonly string[] | undefined {
  return childId === undefined ? sharings.find((sharing) => sharing.agency === agency)?.children : [childId];
}

function hasChildrenOf({ children }: Pick<SharedCopy, 'children'>, wanted: readonly string[] | undefined): boolean {
  return children === undefined || (wanted !== undefined && wanted.every((child) => children.includes(child)));
}

/** The sharing by which a successor took over a clock of this agency, because it has a clock of its own about the same duty. */
export function handoverOf<Sharing extends SharedCopy>(sharings: readonly Sharing[], agency: string, rule: string, anchor: string): Sharing | undefined {
  return sharings.find(({ from, succeeds, clocks }) =>
    succeeds === true && from === agency && clocks.some((clock) => clock.rule === rule && clock.anchor === anchor));
}

/** Whether an event is about this child and episode. An event that names none is about all of them. */
export function isAbout(event: About, clock: About): boolean {
  return (event.childId === undefined || event.childId === clock.childId) && (event.episodeId === undefined || event.episodeId === clock.episodeId);
}

/**
 * The answers that may end a clock: those of the agencies that have the referral after this one, and an acceptance or a decision of one that
 * had it before. Which of them ends it is for the clock's rule to decide.
 *
 * @param chain of the agencies that have the referral after this one, with the agency itself ({@link chainFrom}).
 */
export function answersTo<Given extends AnswerGiven>(clock: AnsweredClock, chain: readonly string[], sharings: readonly SharedCopy[], given: readonly Given[]): readonly Given[] {
  const origin = originOf(clock, sharings);
  const earliest = earliestAnchor(clock);
  return given.filter((each) => {
    const { event, agency, at } = each;
    if (clock.countsFrom !== undefined && at < clock.countsFrom) return false;
    // A request to an agency that still has time is no follow-up of its silence.
    if (event === FOLLOWED_UP && at < clock.at) return false;
    if (FOLLOWS_THE_ANCHOR.has(event) && Date.parse(at) < earliest) return false;
    if (!isAbout(each, clock)) return false;
    if (FROM_ANY_SENDER.has(event)) return true;
    return agency !== undefined && (chain.includes(agency) || (TAKES_THE_CHILD.has(event) && origin.includes(agency)));
  });
}

function earliestAnchor({ at, corrects }: AnsweredClock): number {
  return corrects === undefined ? Date.parse(at) : Math.min(Date.parse(at), earliestAnchor(corrects));
}

/**
 * When an answer in time became known, where that was after the due time: the breach remains. Undefined where one was known by then.
 *
 * @param ends every answer that ends the clock at this time.
 */
export function statedAfterDue(ends: readonly Pick<AnswerGiven, 'at' | 'storedAt'>[], dueAt: string): string | undefined {
  const late = ends.flatMap(({ at, storedAt }) => (storedAt !== undefined && isStatedAfterDue(at, storedAt, dueAt) ? [storedAt] : []));
  return late.length < ends.length ? undefined : late.toSorted(byKey((at) => at))[0];
}

/** The agencies whose redirects brought the referral to this one. One that takes the child after all meets the clock of the next. */
function originOf({ agency, childId }: Pick<AnsweredClock, 'agency' | 'childId'>, sharings: readonly SharedCopy[]): readonly string[] {
  const origin: string[] = [];
  for (let next: string | undefined = agency; next !== undefined;) {
    const of: string = next;
    const from = sharings.find((sharing) => sharing.agency === of)?.from;
    next = from === undefined || origin.includes(from) ? undefined : from;
    if (next !== undefined) origin.push(next);
  }
  const wanted = childrenOf(agency, sharings, childId);
  return origin.filter((each) => hasChildrenOf(sharings.find((sharing) => sharing.agency === each) ?? {}, wanted));
}
