import { CLOCK_RULE_ID } from '../http/due-time.js';
import { Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { ClockReference, MOST_STEPS, PlannedStep } from './clock-reference.js';

/** A clock began to run: who is to do what by when. */
export class DeadlineStartedV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that it runs against, or for a duty of the referrer the one that has not answered.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act.')
  @Slug()
  readonly organisation!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('Id of the message, or of the clock, that started it.')
  @Uuid()
  readonly because!: string;

  @Described('What is done while nobody answers. Empty where time is only counted.')
  @ListOf(() => PlannedStep, { min: 0, max: MOST_STEPS })
  readonly plan!: readonly PlannedStep[];
}

/** Part of the allowed time has passed without an answer. */
export class DeadlineWarnedV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that it runs against.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is told.')
  @Slug()
  readonly organisation!: string;

  @Described('The role that is told.')
  @Slug()
  readonly role!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('Place among the clock\'s steps, from 1.')
  @IntegerBetween(1, MOST_STEPS)
  readonly step!: number;

  @Described('Part of the allowed time that had passed, in percent.')
  @IntegerBetween(1, 99)
  readonly percent!: number;

  @Described('When the warning was due.')
  @Instant()
  readonly at!: string;

  @Described('When it was given: later, where the exchange itself had been down.')
  @Instant()
  readonly raisedAt!: string;
}

/** The due time passed without an answer. */
export class DeadlineBreachedV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that it runs against.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that was to act.')
  @Slug()
  readonly organisation!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('Place among the clock\'s steps, from 1.')
  @IntegerBetween(1, MOST_STEPS)
  readonly step!: number;

  @Described('When it was breached: the due time.')
  @Instant()
  readonly at!: string;

  @Described('When that was noticed: later, where the exchange itself had been down.')
  @Instant()
  readonly raisedAt!: string;
}

/** After a breach, the next one up the chain was called. */
export class DeadlineEscalatedV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that the clock runs against.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is called.')
  @Slug()
  readonly organisation!: string;

  @Described('The role that is called.')
  @Slug()
  readonly role!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('Place among the clock\'s steps, from 1.')
  @IntegerBetween(1, MOST_STEPS)
  readonly step!: number;

  @Described('When the call was due.')
  @Instant()
  readonly at!: string;

  @Described('When it was made: later, where the exchange itself had been down.')
  @Instant()
  readonly raisedAt!: string;

  @Described('The rule whose clock began with this call: the referrer\'s duty to follow up.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly starts?: string;
}

/** What was due was done, in time or late. */
export class DeadlineMetV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that it ran against at the end.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that was to act.')
  @Slug()
  readonly organisation!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('What met it.')
  @Slug()
  readonly by!: string;

  @Described('When that happened.')
  @Instant()
  readonly at!: string;

  @Described('How much too late, in whole seconds from 1; absent where it was in time.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly lateSeconds?: number;
}

/** The duty is gone. */
export class DeadlineCancelledV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that it ran against at the end.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that was to act.')
  @Slug()
  readonly organisation!: string;

  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;

  @Described('What cancelled it.')
  @Slug()
  readonly by!: string;

  @Described('When that happened.')
  @Instant()
  readonly at!: string;

  @Described('How long it had been breached by then, in whole seconds from 1; a breach is never undone.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly breachedSeconds?: number;
}

/** No due time can be vouched for, because a calendar does not reach far enough or is not known. The duty exists all the same. */
export class DeadlineNotStartedV1 {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency whose duty it is.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act.')
  @Slug()
  readonly organisation!: string;

  @Described('Id that the clock will have.')
  @Uuid()
  readonly clockId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('When what should have started it happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('Why it was not started.')
  @Slug()
  readonly reason!: string;

  @Described('The reason in a sentence that names what has to be supplied.')
  @Line(2_000)
  readonly explanation!: string;
}
