import type { Failure, Outcome } from '#libs/kernel';

import type { VersionedReference } from '../../source.js';

/** The times of a clock for one anchor; instants are UTC milliseconds. */
interface Timing {
  readonly due: number;
  /** When each part of the allowed time has passed, in the order of the rule's warnings. */
  readonly warnings: readonly number[];
  readonly calendar: VersionedReference | null;
  readonly cutOff: VersionedReference | null;
  /** `one working day after`: the limit and how it relates to the anchor, for the explanation. */
  readonly limit: string;
  /** The reasons why the due time differs from a reader's expectation. */
  readonly notes: readonly string[];
}

export type TimingOutcome = Outcome<Timing, Failure<'policy-not-in-force' | 'calendar-missing' | 'outside-coverage'>>;

/** Points between two instants, in real time. */
export function between(from: number, to: number, fractions: readonly number[]): number[] {
  return fractions.map((fraction) => Math.round(from + (to - from) * fraction));
}
