import { Bool, Code, Described, Optional } from '../validation/decorators.js';

export const STATED_MARKS = ['stated', 'not-stated', 'absent'] as const;
export type StatedMark = (typeof STATED_MARKS)[number];

export const PERCEIVED_MARKS = ['recorded', 'unknown', 'absent'] as const;
export type PerceivedMark = (typeof PERCEIVED_MARKS)[number];

/** Why a person's own statement is not there: the police's codes. They say what happened at the door, and nothing of the person. */
export const NOT_STATED_REASONS = ['N1', 'N2', 'N3', 'N4'] as const;
export type NotStatedReason = (typeof NOT_STATED_REASONS)[number];

/**
 * How one child's ethnicity was recorded, and not what: no code of an ethnicity is in it. Facts go to everyone who follows
 * referrals and into a log that is kept for ever; a code of one child would be special-category data there.
 */
export class EthnicityMark {
  @Described('Whether the child or carer stated it: stated; not-stated, where they were not asked or declined; absent, where nothing was recorded.')
  @Code(STATED_MARKS)
  readonly stated!: StatedMark;

  @Described('Why it was not stated; absent where it was stated, or where nobody said why.')
  @Optional()
  @Code(NOT_STATED_REASONS)
  readonly reasonNotStated?: NotStatedReason;

  @Described('Whether the officer recorded what was perceived; unknown: the code says that it could not be told.')
  @Code(PERCEIVED_MARKS)
  readonly perceived!: PerceivedMark;

  @Described('Whether what was stated and what was perceived do not fit together, by the table of libs/safeguarding.')
  @Bool()
  readonly conflict!: boolean;

  @Described('Whether it looks like the value that a system fills in by itself: not stated, and no reason.')
  @Bool()
  readonly defaulted!: boolean;
}
