import { Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** Where a clock stands at a moment. `not-started`: no calendar reaches far enough, and somebody has to supply one. */
export const CLOCK_STATES = ['running', 'breached', 'met', 'met-late', 'cancelled', 'not-started'] as const;
export type ClockStateName = (typeof CLOCK_STATES)[number];
export const MAX_CLOCK_PAGE = 500;

/** Something that was said about a clock. */
export class ClockNotice {
  @Described('What was said: started, a step of its plan, or how it ended.')
  @Line(100)
  readonly name!: string;

  @Described('When it was said.')
  @Instant()
  readonly raisedAt!: string;
}

/** A clock as it stands. */
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

  @Described('Version of the rule.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('What kind of event started it.')
  @Slug()
  readonly anchor!: string;

  @Described('When that happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('The agency that it runs against; after a redirect that was followed, the one that has the referral now.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act.')
  @Slug()
  readonly organisation!: string;

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

  @Described('What was said about it, in order.')
  @ListOf(() => ClockNotice, { min: 0, max: 100 })
  readonly notices!: readonly ClockNotice[];
}

/** Answer to `GET /v1/clocks`. */
export class WatchedClockPage {
  @Described('When this answer was true, by the exchange\'s clock.')
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
