import { ANCHOR_CORRECTED } from './anchor-starts.js';
import type { CancelEvent, StopEvent } from './rule.js';
import type { ClockWarning, DeadlineClock } from './clock.js';

/** An event of the clock's referral. A clock ignores every event that its rule does not name. */
export interface ClockEvent {
  readonly event: string;
  /** RFC 3339. */
  readonly at: string;
}

/** The state of a clock. Durations are milliseconds of real time. */
export type ClockState =
  | { readonly state: 'running'; readonly dueInMs: number }
  /** Running, after at least one warning: the latest one is given. */
  | { readonly state: 'warned'; readonly warning: ClockWarning; readonly dueInMs: number }
  | { readonly state: 'breached'; readonly byMs: number }
  | { readonly state: 'met'; readonly at: string; readonly by: StopEvent; readonly spareMs: number }
  | { readonly state: 'met-late'; readonly at: string; readonly by: StopEvent; readonly lateByMs: number }
  /** The duty no longer exists. `breachedByMs` shows that the clock had been breached before; a breach is never undone. */
  | { readonly state: 'cancelled'; readonly at: string; readonly by: CancelEvent; readonly breachedByMs: number | null }
  /** Its anchor was corrected, and another clock counts from the corrected time. Due time and breach stay in the record. */
  | { readonly state: 'superseded'; readonly at: string; readonly by: typeof ANCHOR_CORRECTED; readonly breachedByMs: number | null };

/**
 * The state of a clock at an instant, from all events of its referral. Pure: the order and the repetition of events make no
 * difference.
 *
 * The first event that the clock's rule names ends it, or the correction of its own anchor ({@link ANCHOR_CORRECTED}), which the caller
 * gives to that clock alone. Later events change nothing, and no other event resets, pauses or prolongs it: not another correction, not
 * a redirect, not the delivery to a machine. Events after `now` are ignored, so that the state of any past instant can be calculated. An
 * event at the due time is in time, and one a millisecond later is late (`inTimeUntil` of the rules).
 *
 * @throws RangeError for an event whose time is not RFC 3339.
 */
export function clockState(clock: DeadlineClock, events: Iterable<ClockEvent>, now: Date): ClockState {
  const due = Date.parse(clock.dueAt);
  const end = firstEnd(clock, events, now);
  if (end === undefined) return withoutEnd(clock, due, now);
  const late = end.ms - due;
  const at = new Date(end.ms).toISOString();
  const breachedByMs = late > 0 ? late : null;
  if (end.by === 'cancel') return { state: 'cancelled', at, by: end.event, breachedByMs };
  if (end.by === 'correction') return { state: 'superseded', at, by: end.event, breachedByMs };
  return late > 0
    ? { state: 'met-late', at, by: end.event, lateByMs: late }
    : { state: 'met', at, by: end.event, spareMs: due - end.ms };
}

/** Whether an event ended the clock. */
export function isEnded(state: ClockState): state is Extract<ClockState, { readonly by: string }> {
  return 'by' in state;
}

function withoutEnd({ warnings }: DeadlineClock, due: number, now: Date): ClockState {
  const left = due - now.getTime();
  if (left < 0) return { state: 'breached', byMs: -left };
  const warning = warnings.findLast(({ at }) => Date.parse(at) <= now.getTime());
  return warning === undefined ? { state: 'running', dueInMs: left } : { state: 'warned', warning, dueInMs: left };
}

type End = { readonly ms: number } & (
  | { readonly by: 'stop'; readonly event: StopEvent }
  | { readonly by: 'cancel'; readonly event: CancelEvent }
  | { readonly by: 'correction'; readonly event: typeof ANCHOR_CORRECTED }
);

/** Which of two ends at one instant counts. */
const PRECEDENCE = ['stop', 'cancel', 'correction'];

function firstEnd({ stops, cancels }: DeadlineClock, events: Iterable<ClockEvent>, now: Date): End | undefined {
  let first: End | undefined;
  for (const { event, at } of events) {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) throw new RangeError('an event happened at a time that is not RFC 3339');
    if (ms > now.getTime()) continue;
    const stop = stops.find((each) => each === event);
    const cancel = cancels.find((each) => each === event);
    if (stop !== undefined) first = earlier({ ms, by: 'stop', event: stop }, first);
    else if (cancel !== undefined) first = earlier({ ms, by: 'cancel', event: cancel }, first);
    else if (event === ANCHOR_CORRECTED) first = earlier({ ms, by: 'correction', event }, first);
  }
  return first;
}

/**
 * The earlier of two ends. At the same instant met takes precedence over cancelled, and cancelled over superseded. Then the name
 * decides, because the result must not depend on the order of the events.
 */
function earlier(one: End, other: End | undefined): End {
  if (other === undefined) return one;
  if (one.ms !== other.ms) return one.ms < other.ms ? one : other;
  if (one.by !== other.by) return PRECEDENCE.indexOf(one.by) < PRECEDENCE.indexOf(other.by) ? one : other;
  return one.event < other.event ? one : other;
}
