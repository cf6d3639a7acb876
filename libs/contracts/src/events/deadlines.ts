import { CLOCK_RULE_ID } from '../http/due-time.js';
import { Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { ClockReference, MOST_STEPS, PlannedStep } from './clock-reference.js';

/** A reference in the partnership file: opaque, and a number at its end keeps names and addresses out. */
const CONTACT = { pattern: '^[a-z]+(?:-[a-z]+)*-[0-9]{1,6}$', expected: 'an opaque reference such as csc-duty-01, never a name or an address' };

/** Whose duty it is, and about which referral. */
class DutyEvent {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that the clock runs against; for a duty of the referrer, the agency that has not answered.')
  @Slug()
  readonly agency!: string;

  @Described('The organisation that is to act; of a warning and an escalation, the organisation that is called.')
  @Slug()
  readonly organisation!: string;
}

/** An event of a clock that has started. */
class ClockEvent extends DutyEvent {
  @Described('The clock.')
  @Nested(() => ClockReference)
  readonly clock!: ClockReference;
}

/** A step of a clock's plan was taken. */
class ClockStep extends ClockEvent {
  @Described('Place among the clock\'s steps, from 1.')
  @IntegerBetween(1, MOST_STEPS)
  readonly step!: number;

  @Described('When the step was due; of a breach, the due time of the clock.')
  @Instant()
  readonly at!: string;

  @Described('When it was taken: later, where the exchange itself had been down.')
  @Instant()
  readonly raisedAt!: string;
}

/** A step that calls a role. */
class ClockCall extends ClockStep {
  @Described('The role that is called.')
  @Slug()
  readonly role!: string;

  @Described(
    'Who holds the role there, as a reference that the agency resolves in its own rota. Absent where the partnership file names none.',
  )
  @Optional()
  @Shaped(CONTACT)
  readonly contact?: string;
}

/** A clock began to run: who is to do what by when. */
export class DeadlineStarted extends ClockEvent {
  @Described('Id of the message, or of the clock, that started it.')
  @Uuid()
  readonly because!: string;

  @Described('The steps that are taken while no answer comes. Empty where time is only counted.')
  @ListOf(() => PlannedStep, { min: 0, max: MOST_STEPS })
  readonly plan!: readonly PlannedStep[];
}

/** Part of the allowed time has passed without an answer. */
export class DeadlineWarned extends ClockCall {
  @Described('Part of the allowed time that had passed, in percent.')
  @IntegerBetween(1, 99)
  readonly percent!: number;
}

/** The due time, which is `at`, passed without an answer. */
export class DeadlineBreached extends ClockStep {}

/** After a breach, the next one up the chain was called. */
export class DeadlineEscalated extends ClockCall {
  @Described('The rule whose clock began with this call: the referrer\'s duty to follow up.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly starts?: string;
}

/** A clock ended. */
class ClockEnd extends ClockEvent {
  @Described('The code of the event that ended it.')
  @Slug()
  readonly by!: string;

  @Described('When that happened.')
  @Instant()
  readonly at!: string;
}

/** What was due was done, in time or late. */
export class DeadlineMet extends ClockEnd {
  @Described('How much too late, in whole seconds from 1; absent where it was in time.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly lateSeconds?: number;
}

/** The duty is gone. */
export class DeadlineCancelled extends ClockEnd {
  @Described('How long it had been breached by then, in whole seconds from 1; a breach is never undone.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly breachedSeconds?: number;
}

/** No due time can be vouched for, because a calendar does not reach far enough or is not known. The duty exists all the same. */
export class DeadlineNotStarted extends DutyEvent {
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
