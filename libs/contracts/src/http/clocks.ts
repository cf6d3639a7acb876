import { Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/**
 * The states of a clock. `superseded`: the time that it counted from was corrected, and another clock counts from the corrected time.
 * `not-started`: no calendar reaches far enough, and an operator has to load one.
 */
export const CLOCK_STATES = ['running', 'breached', 'met', 'met-late', 'cancelled', 'superseded', 'not-started'] as const;
export type ClockStateName = (typeof CLOCK_STATES)[number];
export const MAX_CLOCK_PAGE = 500;
/** A reference in the partnership file. It is opaque, and the number at its end keeps names and addresses out. */
export const CONTACT_REFERENCE = {
  pattern: '^[a-z]+(?:-[a-z]+)*-[0-9]{1,6}$', expected: 'an opaque reference such as csc-duty-01, never a name or an address',
};

/** An event that the deadline watch has published about a clock. */
class ClockNotice {
  @Described('The kind of event: started, a step of its plan, or its end.')
  @Line(100)
  readonly name!: string;

  @Described('When it was published.')
  @Instant()
  readonly raisedAt!: string;
}

/** A clock with its present state. */
export class WatchedClockItem {
  @Described('Id of the clock.')
  @Uuid()
  readonly id!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The child, for a clock about one child.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child, for a clock about one episode.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('Version of the rule.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('The kind of event that started it.')
  @Slug()
  readonly anchor!: string;

  @Described('When that event happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('The agency that it runs against; after a redirect that was followed, the agency that holds the referral now.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that has the duty.')
  @Slug()
  readonly organisation!: string;

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

  @Described('The events published about it, in order.')
  @ListOf(() => ClockNotice, { min: 0, max: 100 })
  readonly notices!: readonly ClockNotice[];
}

/** Answer to `GET /v1/clocks`. */
export class WatchedClockPage {
  @Described('The time of this answer, by the exchange\'s clock.')
  @Instant()
  readonly asOf!: string;

  @Described('The earliest due time first.')
  @ListOf(() => WatchedClockItem, { min: 0, max: MAX_CLOCK_PAGE })
  readonly items!: readonly WatchedClockItem[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}
