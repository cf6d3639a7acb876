import { movedBy, systemClock } from '#libs/kernel';

import { readableTime } from './time.js';

/** The sentence for a moved clock; undefined where it is not moved. Times in the output then are times of this clock. */
export function movedClock(offsetMs: number, now: Date = systemClock.now()): string | undefined {
  const by = movedBy(offsetMs);
  return by === undefined ? undefined : `The exchange's clock is moved ${by} for a test: it reads ${readableTime(now.toISOString())}.`;
}
