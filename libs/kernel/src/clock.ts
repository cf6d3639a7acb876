/** The only source of the time for product code, so that tests can move time. */
export interface Clock {
  now(): Date;
}

let offsetMs = 0;

export const systemClock: Clock = { now: () => new Date(Date.now() + offsetMs) };

/**
 * @returns the milliseconds by which the clock of this process and of its database connections is moved: 0 outside a test
 * configuration.
 */
export function clockOffsetMs(): number {
  return offsetMs;
}

/** Moves the clock of this process by `milliseconds`. Only for a process whose configuration marks it as a test. */
export function moveClock(milliseconds: number): void {
  offsetMs = milliseconds;
}

/**
 * The offset of a moved clock in words, with each unit that is not 0: `4 days ahead`, `1 hour 30 minutes behind`.
 *
 * @returns undefined for a clock that is not moved.
 */
export function movedBy(milliseconds: number): string | undefined {
  if (milliseconds === 0) return undefined;
  const seconds = Math.abs(milliseconds) / 1_000;
  const units: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'day'], [Math.floor(seconds / 3_600) % 24, 'hour'], [Math.floor(seconds / 60) % 60, 'minute'],
    [Math.round((seconds % 60) * 1_000) / 1_000, 'second'],
  ];
  const parts = units.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}${amount === 1 ? '' : 's'}`);
  return `${parts.join(' ')} ${milliseconds > 0 ? 'ahead' : 'behind'}`;
}

/** Milliseconds that a sender's clock may run ahead of the exchange's before a time in its message counts as future. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * @param stated RFC 3339 with an offset.
 * @returns false for text that is not a time: its schema reports that.
 */
export function isInFuture(stated: string, now: Date): boolean {
  return Date.parse(stated) > now.getTime() + CLOCK_SKEW_MS;
}
