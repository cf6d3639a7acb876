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

/** Milliseconds that a sender's clock may run ahead of the exchange's before a time in its message counts as future. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * @param stated RFC 3339 with an offset.
 * @returns false for text that is not a time: its schema reports that.
 */
export function isInFuture(stated: string, now: Date): boolean {
  return Date.parse(stated) > now.getTime() + CLOCK_SKEW_MS;
}
