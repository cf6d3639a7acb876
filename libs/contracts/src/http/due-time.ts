import { CalendarDate, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug } from '../validation/decorators.js';

/** The form of a rule id. The rules themselves are data of libs/safeguarding. */
export const CLOCK_RULE_ID = { pattern: '^[A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){0,4}$', expected: 'the id of a clock rule such as LA_ACK' };
/** The most clocks that one sharing can start, and the most agreements that can be behind it. */
export const MAX_DUE_TIMES = 20;

/** The due time of an agency's response by one clock. It is recorded at the sharing and never calculated again. */
export class DueTime {
  @Described('The clock\'s rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('Version of the rule.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('The kind of event that started it.')
  @Slug()
  readonly anchor!: string;

  @Described('When that event happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('The last instant at which the duty is fulfilled in time. Absent if no calendar reaches it: the explanation names the missing data.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('The explanation of the due time, or of why there is none, in a sentence.')
  @Line(2_000)
  readonly explanation!: string;
}

/** A due time that counts no longer since a correction. It stays on record, and a breached clock stays breached. */
export class SupersededDueTime {
  @Described('The clock\'s rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The kind of event that started it.')
  @Slug()
  readonly anchor!: string;

  @Described('The time of that event before the correction.')
  @Instant()
  readonly anchorAt!: string;
}

/** The due times of one agency's response that a correction changed. */
export class CorrectedDueTimes {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The due times that count since the correction, one for each clock. Empty where the correction took away what the clock counted from.')
  @ListOf(() => DueTime, { min: 0, max: MAX_DUE_TIMES })
  readonly due!: readonly DueTime[];

  @Described('The due times that count no longer. A clock whose rule is in `due` ends as superseded, any other as cancelled. Absent if none counted before.')
  @Optional()
  @ListOf(() => SupersededDueTime, { max: MAX_DUE_TIMES })
  readonly supersedes?: readonly SupersededDueTime[];
}

/**
 * An agreement that was used for sharing although its review was overdue. The exchange shares nevertheless, because protection
 * comes before paperwork, and reports the overdue review.
 */
export class OverdueReview {
  @Described('The sharing agreement.')
  @Slug()
  readonly agreement!: string;

  @Described('The day by which its parties were to review it.')
  @CalendarDate()
  readonly reviewBy!: string;
}
