import { Bool, Code, Described, Optional, Uuid } from '../validation/decorators.js';

const STATED_MARKS = ['stated', 'not-stated', 'absent'] as const;
type StatedMark = (typeof STATED_MARKS)[number];

const PERCEIVED_MARKS = ['recorded', 'unknown', 'absent'] as const;
type PerceivedMark = (typeof PERCEIVED_MARKS)[number];

/** The police's codes for a self-defined ethnicity that is not stated. They describe the encounter, and nothing about the person. */
export const NOT_STATED_REASONS = ['N1', 'N2', 'N3', 'N4'] as const;
export type NotStatedReason = (typeof NOT_STATED_REASONS)[number];

/**
 * How one child's ethnicity was recorded. The mark holds no ethnicity code, because facts reach every follower of referrals and
 * a log that is kept for ever; there the code of one child would be special-category data.
 */
export class EthnicityMark {
  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('stated: the child or carer stated it. not-stated: they were not asked or declined. absent: nothing was recorded.')
  @Code(STATED_MARKS)
  readonly stated!: StatedMark;

  @Described('The code of the reason for not-stated; absent if it was stated or no reason was recorded.')
  @Optional()
  @Code(NOT_STATED_REASONS)
  readonly reasonNotStated?: NotStatedReason;

  @Described('Whether the officer recorded a perceived ethnicity. unknown: the officer recorded that it could not be perceived.')
  @Code(PERCEIVED_MARKS)
  readonly perceived!: PerceivedMark;

  @Described('Whether the stated and the perceived ethnicity contradict each other, by the table of libs/safeguarding.')
  @Bool()
  readonly conflict!: boolean;

  @Described('Whether it looks like the default value of a system: not stated, without a reason.')
  @Bool()
  readonly defaulted!: boolean;
}
