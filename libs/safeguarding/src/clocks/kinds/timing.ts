import type { Failure, Outcome } from '#libs/kernel';

import type { VersionedReference } from '../../source.js';

/** What a kind of clock makes of an anchor; instants are UTC milliseconds. */
export interface Timing {
  readonly due: number;
  /** When that part of the allowed time has passed, for each part asked for. */
  readonly warnings: readonly number[];
  readonly calendar: VersionedReference | null;
  readonly cutOff: VersionedReference | null;
  /** `one working day after`: the limit and how it relates to the anchor, for the explanation. */
  readonly limit: string;
  /** Why it is not earlier or later than a reader would expect. */
  readonly notes: readonly string[];
}

export type TimingOutcome = Outcome<Timing, Failure<'policy-not-in-force' | 'calendar-missing' | 'outside-coverage'>>;

/** Points between two instants, in real time. */
export function between(from: number, to: number, fractions: readonly number[]): number[] {
  return fractions.map((fraction) => Math.round(from + (to - from) * fraction));
}
