import { CONTACT_REFERENCE } from '../http/clocks.js';
import { CLOCK_RULE_ID } from '../http/due-time.js';
import { Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { ClockReference, MOST_STEPS, PlannedStep } from './clock-reference.js';

/** A duty about a referral: the agency concerned and the organisation that has the duty. */
class DutyEvent {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described(
    'The agency that the clock runs against; for a duty of the referrer, the agency that has not responded. In a copy for an agency that was notified of the '
    + 'clock before, that agency.',
  )
  @Slug()
  readonly agency!: string;

  @Described('Only in such a copy, of a breach or an end: the agency that the clock runs against since a redirect or a handover.')
  @Optional()
  @Slug()
  readonly against?: string;

  @Described('The organisation that has the duty; for a warning and an escalation, the organisation that is called.')
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
  @Described('Position of the step in the clock\'s plan, from 1.')
  @IntegerBetween(1, MOST_STEPS)
  readonly step!: number;

  @Described('When the step was due; for a breach, the due time of the clock.')
  @Instant()
  readonly at!: string;

  @Described('When the step was taken: later than planned if the exchange was down.')
  @Instant()
  readonly raisedAt!: string;
}

/** A step that calls a role. */
class ClockCall extends ClockStep {
  @Described('The role that is called.')
  @Slug()
  readonly role!: string;

  @Described(
    'The contact of the role, as a reference that the agency resolves in its own rota. Absent if the partnership file names none.',
  )
  @Optional()
  @Shaped(CONTACT_REFERENCE)
  readonly contact?: string;
}

/** A clock started. */
export class DeadlineStarted extends ClockEvent {
  @Described('Id of the message, or of the clock, that started it.')
  @Uuid()
  readonly because!: string;

  @Described('The steps that are planned while no response comes. Empty for a clock that only measures time.')
  @ListOf(() => PlannedStep, { min: 0, max: MOST_STEPS })
  readonly plan!: readonly PlannedStep[];
}

/** Part of the allowed time has passed without a response. */
export class DeadlineWarned extends ClockCall {
  @Described('Percent of the allowed time that has passed.')
  @IntegerBetween(1, 99)
  readonly percent!: number;
}

/** The due time, which is `at`, passed without a response. */
export class DeadlineBreached extends ClockStep {}

/** After a breach, the next role of the chain was called. */
export class DeadlineEscalated extends ClockCall {
  @Described('The rule whose clock starts with this call: the referrer\'s duty to follow up.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly starts?: string;
}

/** A clock ended. */
class ClockEnd extends ClockEvent {
  @Described('The code of the event that ended it.')
  @Slug()
  readonly by!: string;

  @Described('When that event happened.')
  @Instant()
  readonly at!: string;

  @Described('When the broker stored the statement of that event, if it claims to be in time and was stored after the due time. It counts as claimed, and a breach stays.')
  @Optional()
  @Instant()
  readonly statedAt?: string;
}

/** The duty was fulfilled, in time or late. */
export class DeadlineMet extends ClockEnd {
  @Described('Whole seconds past the due time, from 1; absent if it was in time.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly lateSeconds?: number;
}

/** The duty no longer exists. */
export class DeadlineCancelled extends ClockEnd {
  @Described('Whole seconds since the breach, from 1, if the clock was breached; a breach is never undone.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly breachedSeconds?: number;
}

/** An event of a clock that may have no due time, so that it has no {@link ClockReference}. */
class ClockWithoutDueTime extends DutyEvent {
  @Described('Id of the clock.')
  @Uuid()
  readonly clockId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The kind of event that it counts from.')
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

  @Described('The time from which the clock counts.')
  @Instant()
  readonly anchorAt!: string;
}

/** The time that a clock counted from was corrected. Another clock counts from the corrected time, and names this one. */
export class DeadlineSuperseded extends ClockWithoutDueTime {
  @Described('The due time, which stays on record; absent if the exchange could not calculate one.')
  @Optional()
  @Instant()
  readonly dueAt?: string;

  @Described('The explanation of the due time, or of why there was none.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('The code of the event that ended it.')
  @Slug()
  readonly by!: string;

  @Described('When the correction was recorded.')
  @Instant()
  readonly at!: string;

  @Described('Whole seconds since the breach, from 1, if the clock was breached; a breach is never undone.')
  @Optional()
  @IntegerBetween(1, 4_000_000_000)
  readonly breachedSeconds?: number;
}

/** The exchange cannot calculate a due time, because a calendar is unknown or ends too early. The duty exists nevertheless. */
export class DeadlineNotStarted extends ClockWithoutDueTime {
  @Described('The code of the reason.')
  @Slug()
  readonly reason!: string;

  @Described('The reason in a sentence that names the missing data.')
  @Line(2_000)
  readonly explanation!: string;
}
