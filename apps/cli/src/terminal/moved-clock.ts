import { movedBy, systemClock } from '#libs/kernel';
import type { Times } from '#libs/sentences';

/** The sentence for a moved clock; undefined where it is not moved. Times in the output then are times of this clock. */
export function movedClock(offsetMs: number, times: Times, now: Date = systemClock.now()): string | undefined {
  const by = movedBy(offsetMs);
  return by === undefined ? undefined : `The exchange's clock is moved ${by} for a test: it reads ${times.at(now.toISOString())}.`;
}
