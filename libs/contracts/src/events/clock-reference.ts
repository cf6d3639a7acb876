import { CLOCK_RULE_ID } from '../http/due-time.js';
import { Code, Described, Instant, IntegerBetween, Line, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';

/** Steps of one clock at most. */
export const MOST_STEPS = 20;

/** What is planned for a clock that nobody answers, in this order. */
export const PLANNED_STEPS = ['warning', 'breach', 'escalation'] as const;
export type PlannedStepKind = (typeof PLANNED_STEPS)[number];

/** A clock: what is due when, and how that came about. It never changes once it has started. */
export class ClockReference {
  @Described('Id of the clock.')
  @Uuid()
  readonly id!: string;

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

  @Described('The calendar that it was worked out with; absent for real hours.')
  @Optional()
  @Line(120)
  readonly calendar?: string;

  @Described('Version of that calendar.')
  @Optional()
  @Line(120)
  readonly calendarVersion?: string;

  @Described('The last instant at which it is met.')
  @Instant()
  readonly dueAt!: string;

  @Described('Why it is due then, in a sentence.')
  @Line(2_000)
  readonly explanation!: string;
}

/** A step that is taken when its time has come and nobody has answered. */
export class PlannedStep {
  @Described('What is done.')
  @Code(PLANNED_STEPS)
  readonly kind!: PlannedStepKind;

  @Described('When.')
  @Instant()
  readonly at!: string;

  @Described('The role that is called; absent for the breach, which is a fact.')
  @Optional()
  @Slug()
  readonly role?: string;

  @Described('Part of the allowed time that has passed, in percent; of a warning.')
  @Optional()
  @IntegerBetween(1, 99)
  readonly percent?: number;

  @Described('The rule whose clock begins with this step.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly starts?: string;
}
