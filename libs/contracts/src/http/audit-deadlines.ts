import { Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { CLOCK_STATES, type ClockStateName } from './clocks.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** The most clocks of one referral in an answer. */
export const MAX_AUDIT_CLOCKS = 1_000;
const DURATION = { pattern: '^P[0-9]{1,6}DT[0-9]{1,2}H[0-9]{1,2}M$', expected: 'an ISO 8601 duration such as P1DT2H30M' };
const MOST_MINUTES_LATE = 1_000_000_000;
const CALL_KINDS = ['warned', 'escalated'] as const;

/** A call of a role: a warning before the due time, or an escalation after it. */
export class AuditClockCall {
  @Described('warned: before the due time. escalated: after it.')
  @Code(CALL_KINDS)
  readonly kind!: (typeof CALL_KINDS)[number];

  @Described('The organisation.')
  @Slug()
  readonly organisation!: string;

  @Described('The role there.')
  @Slug()
  readonly role!: string;

  @Described('When it was due.')
  @Instant()
  readonly dueAt!: string;

  @Described('When it was made: later than due if the exchange was down.')
  @Instant()
  readonly raisedAt!: string;
}

/** The present state of a clock of a referral. */
export class AuditClock {
  @Described('Id of the clock.')
  @Uuid()
  readonly clockId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The kind of event that it counts from. Two clocks can have the same rule, one as guidance and one as the census counts.')
  @Slug()
  readonly anchor!: string;

  @Described('The child, for a clock about one child.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child, for a clock about one episode.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The agency that it runs against, or ran against at the end.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that has the duty.')
  @Slug()
  readonly organisation!: string;

  @Described('The agency that it started against, where that agency passed it on by a redirect.')
  @Optional()
  @Slug()
  readonly passedOnBy?: string;

  @Described('When the event happened that started it.')
  @Instant()
  readonly anchorAt!: string;

  @Described('Present on a clock that counts from a corrected time: the clock that counted from the time before. Its due time, and a breach, stay on record.')
  @Optional()
  @Uuid()
  readonly supersedes?: string;

  @Described('When it is due; absent if the exchange cannot calculate a due time.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('The explanation of the due time, or of why the clock could not start.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('The state of the clock.')
  @Code(CLOCK_STATES)
  readonly state!: ClockStateName;

  @Described('The event that met, cancelled or superseded it.')
  @Optional()
  @Slug()
  readonly endedBy?: string;

  @Described('When that event happened.')
  @Optional()
  @Instant()
  readonly endedAt?: string;

  @Described('When the broker stored the statement of that event, if it claims to be in time and was stored after the due time. It counts as claimed, and a breach stays.')
  @Optional()
  @Instant()
  readonly statedAt?: string;

  @Described('Whole minutes past the due time: until now, or until it ended. Absent if it is or was in time.')
  @Optional()
  @IntegerBetween(0, MOST_MINUTES_LATE)
  readonly minutesLate?: number;

  @Described('The calls, in order.')
  @ListOf(() => AuditClockCall, { min: 0, max: 50 })
  readonly calls!: readonly AuditClockCall[];
}

/** A due time that has passed without a response. */
export class AuditOverdue {
  @Described('Id of the clock.')
  @Uuid()
  readonly clockId!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The kind of event that it counts from. Two clocks can have the same rule, one as guidance and one as the census counts.')
  @Slug()
  readonly anchor!: string;

  @Described('The child, for a clock about one child.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child, for a clock about one episode.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The agency that it runs against.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that has the duty.')
  @Slug()
  readonly organisation!: string;

  @Described('When it was due.')
  @Instant()
  readonly dueAt!: string;

  @Described('The explanation of the due time.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('How long it has been overdue.')
  @Shaped(DURATION)
  readonly overdueBy!: string;

  @Described('The same in minutes.')
  @IntegerBetween(0, MOST_MINUTES_LATE)
  readonly minutesLate!: number;

  @Described('The highest role that has been called.')
  @Optional()
  @Slug()
  readonly calledLast?: string;

  @Described('When that role was called.')
  @Optional()
  @Instant()
  readonly calledLastAt?: string;
}

/** Answer to `GET /v1/audit/overdue`. */
export class AuditOverduePage {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('The longest overdue first.')
  @ListOf(() => AuditOverdue, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditOverdue[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}
