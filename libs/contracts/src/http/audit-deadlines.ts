import { Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { CLOCK_STATES, type ClockStateName } from './clocks.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** Clocks of one referral at most. */
export const MAX_AUDIT_CLOCKS = 1_000;
const DURATION = { pattern: '^P[0-9]{1,6}DT[0-9]{1,2}H[0-9]{1,2}M$', expected: 'an ISO 8601 duration such as P1DT2H30M' };
const MOST_MINUTES_LATE = 1_000_000_000;
const CALL_KINDS = ['warned', 'escalated'] as const;

/** Somebody was told that time runs out, or called because it had. */
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

  @Described('When it was done: later, where the exchange itself had been down.')
  @Instant()
  readonly raisedAt!: string;
}

/** A clock of a referral, as it stands. */
export class AuditClock {
  @Described('Id of the clock.')
  @Uuid()
  readonly clockId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The agency that it runs against, or ran against at the end.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act.')
  @Slug()
  readonly organisation!: string;

  @Described('When what started it happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('When it is due; absent where no due time can be vouched for.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('Why it is due then, or why it could not be started.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('Where it stands.')
  @Code(CLOCK_STATES)
  readonly state!: ClockStateName;

  @Described('What met or cancelled it.')
  @Optional()
  @Slug()
  readonly endedBy?: string;

  @Described('When that happened.')
  @Optional()
  @Instant()
  readonly endedAt?: string;

  @Described('Whole minutes past the due time: so far, or when it was met or cancelled. Absent where it is or was in time.')
  @Optional()
  @IntegerBetween(0, MOST_MINUTES_LATE)
  readonly minutesLate?: number;

  @Described('Who was told, in order.')
  @ListOf(() => AuditClockCall, { min: 0, max: 50 })
  readonly calls!: readonly AuditClockCall[];
}

/** A due time that has passed without an answer. */
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

  @Described('The agency that it runs against.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act.')
  @Slug()
  readonly organisation!: string;

  @Described('When it was due.')
  @Instant()
  readonly dueAt!: string;

  @Described('Why it was due then.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('By how long it is overdue.')
  @Shaped(DURATION)
  readonly overdueBy!: string;

  @Described('The same in minutes.')
  @IntegerBetween(0, MOST_MINUTES_LATE)
  readonly minutesLate!: number;

  @Described('The highest role that has been called.')
  @Optional()
  @Slug()
  readonly calledLast?: string;
}

/** Answer to `GET /v1/audit/overdue`. */
export class AuditOverduePage {
  @Described('When this answer was true.')
  @Instant()
  readonly asOf!: string;

  @Described('The longest overdue first.')
  @ListOf(() => AuditOverdue, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditOverdue[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}
