import { stepName } from './clock-start.js';
import type { ClockEnd, WatchedClock } from './referral-clocks.js';

/** A notice about a clock. Each is sent once. */
export type Notice =
  | { readonly kind: 'started' | 'not-started'; readonly name: string }
  | { readonly kind: 'step'; readonly name: string; readonly index: number }
  | { readonly kind: 'ended'; readonly name: string; readonly end: ClockEnd };

/** Earlier than any time, for a notice that is overdue. */
export const AT_ONCE = '1970-01-01T00:00:00.000Z';

/** The name of the notice of an end. An earlier end that becomes known later has another name and is published as well. */
export function endName({ outcome, by, at }: ClockEnd): string {
  return `${outcome}-${by}-${Date.parse(at)}`;
}

/**
 * The notices to send now, in order. After a stoppage it lists each missed notice once, with its true time. It makes no call for a
 * clock that has ended. A notice that is due at `now` itself is not late yet.
 */
export function dueNotices(clock: WatchedClock, sentNotices: ReadonlySet<string>, now: string): readonly Notice[] {
  const { start, end } = clock;
  const ended = end === null || sentNotices.has(endName(end)) ? [] : [{ kind: 'ended', name: endName(end), end } as const];
  if (start.dueAt === null) return [...(sentNotices.has('not-started') ? [] : [{ kind: 'not-started', name: 'not-started' } as const]), ...ended];
  const steps = end === null ? start.steps : [];
  return [
    ...(sentNotices.has('started') ? [] : [{ kind: 'started', name: 'started' } as const]),
    ...steps.flatMap(({ at }, index): Notice[] => {
      const name = stepName(index);
      return at < now && !sentNotices.has(name) && isNeeded(clock, index) ? [{ kind: 'step', name, index }] : [];
    }),
    ...ended,
  ];
}

/** The time of the next look at the clock; null when no notice is left to send. */
export function nextAt(clock: WatchedClock, sentNotices: ReadonlySet<string>): string | null {
  const { start, end } = clock;
  if (!sentNotices.has(start.dueAt === null ? 'not-started' : 'started')) return AT_ONCE;
  if (end !== null) return sentNotices.has(endName(end)) ? null : AT_ONCE;
  return start.steps.find((_, index) => !sentNotices.has(stepName(index)) && isNeeded(clock, index))?.at ?? null;
}

function isNeeded({ spared }: WatchedClock, index: number): boolean {
  return !spared.has(index);
}
