import { CalendarDate, Described, Instant, IntegerBetween, Line, Optional, Shaped, Slug } from '../validation/decorators.js';

/** A rule is data of libs/safeguarding; its id is checked for its form here. */
export const CLOCK_RULE_ID = { pattern: '^[A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){0,4}$', expected: 'the id of a clock rule such as LA_ACK' };
/** Clocks that one sharing can start, and agreements that can be behind it, at most. */
export const MAX_DUE_TIMES = 20;

/** By when an agency is to answer, by one clock; written down when it is told, and never worked out anew. */
export class DueTime {
  @Described('The clock\'s rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('Version of the rule.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('What kind of event started it.')
  @Slug()
  readonly anchor!: string;

  @Described('When that happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('The last instant at which it is met. Absent where no calendar vouches for one: the explanation says what is missing.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('Why it is due then, or why no time can be given, in a sentence.')
  @Line(2_000)
  readonly explanation!: string;
}

/** An agreement that was shared under although its review was overdue: protection comes before paperwork, and it is said. */
export class OverdueReview {
  @Described('The sharing agreement.')
  @Slug()
  readonly agreement!: string;

  @Described('The day by which its parties were to review it.')
  @CalendarDate()
  readonly reviewBy!: string;
}
