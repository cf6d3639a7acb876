import { stepName } from './clock-start.js';
import type { ClockEnd, WatchedClock } from './referral-clocks.js';

/** Something to be said about a clock, once. */
export type Notice =
  | { readonly kind: 'started' | 'not-started'; readonly name: string }
  | { readonly kind: 'step'; readonly name: string; readonly index: number }
  | { readonly kind: 'ended'; readonly name: string; readonly end: ClockEnd };

/** Older than anything: what should have been said already. */
export const AT_ONCE = '1970-01-01T00:00:00.000Z';

/** An earlier end that becomes known later is another one, and is told as well. */
export function endName({ outcome, by, at }: ClockEnd): string {
  return `${outcome}-${by}-${Date.parse(at)}`;
}

/**
 * What is to be said now, in order: all that was missed during a stoppage, each once and with its true time. Once a clock
 * has ended nobody is called any more. What is due at `now` itself is not late yet.
 */
export function dueNotices(clock: WatchedClock, told: ReadonlySet<string>, now: string): readonly Notice[] {
  const { start, end } = clock;
  if (start.dueAt === null) return told.has('not-started') ? [] : [{ kind: 'not-started', name: 'not-started' }];
  const steps = end === null ? start.steps : [];
  return [
    ...(told.has('started') ? [] : [{ kind: 'started', name: 'started' } as const]),
    ...steps.flatMap(({ at }, index): Notice[] => {
      const name = stepName(index);
      return at < now && !told.has(name) && isNeeded(clock, index) ? [{ kind: 'step', name, index }] : [];
    }),
    ...(end === null || told.has(endName(end)) ? [] : [{ kind: 'ended', name: endName(end), end } as const]),
  ];
}

/** When the clock has to be looked at next; null when there is nothing left to say. */
export function nextAt(clock: WatchedClock, told: ReadonlySet<string>): string | null {
  const { start, end } = clock;
  if (start.dueAt === null) return told.has('not-started') ? null : AT_ONCE;
  if (!told.has('started')) return AT_ONCE;
  if (end !== null) return told.has(endName(end)) ? null : AT_ONCE;
  return start.steps.find((_, index) => !told.has(stepName(index)) && isNeeded(clock, index))?.at ?? null;
}

/** A referrer who has followed up already is not called to do so. */
function isNeeded({ start, isFollowedUp }: WatchedClock, index: number): boolean {
  return !(isFollowedUp && start.steps[index]?.role === 'referrer');
}
