/** The only way product code asks what time it is, so that tests can move time. */
export interface Clock {
  now(): Date;
}

let offsetMs = 0;

export const systemClock: Clock = { now: () => new Date(Date.now() + offsetMs) };

/** How far this process's clock, and that of its database connections, is moved: 0 but in a test configuration. */
export function clockOffsetMs(): number {
  return offsetMs;
}

/** Moves the clock of this process. Only for a process that configuration says is a test. */
export function moveClock(milliseconds: number): void {
  offsetMs = milliseconds;
}

/** How far a sender's clock may run ahead of ours before a time that it states counts as being in the future. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * @param stated RFC 3339 with an offset.
 * @returns false for text that is not a time: its schema reports that.
 */
export function isInFuture(stated: string, now: Date): boolean {
  return Date.parse(stated) > now.getTime() + CLOCK_SKEW_MS;
}
