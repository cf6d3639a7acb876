import { CLOCK_RULE_ID } from '../http/due-time.js';
import { Code, Described, Instant, IntegerBetween, Line, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';

/** The most steps that one clock can have. */
export const MOST_STEPS = 20;

/** The kinds of steps that are planned for a clock without a response, in this order. */
const PLANNED_STEPS = ['warning', 'breach', 'escalation'] as const;
export type PlannedStepKind = (typeof PLANNED_STEPS)[number];

/** A clock: its rule, its start, its due time and the explanation. It never changes after its start. */
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

  @Described('The kind of event that started it.')
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

  @Described('When that event happened.')
  @Instant()
  readonly anchorAt!: string;

  @Described('Present on a clock that counts from a corrected time: the clock that counted from the time before. Its due time, and a breach, stay on record.')
  @Optional()
  @Uuid()
  readonly supersedes?: string;

  @Described('The calendar of the calculation; absent for real hours.')
  @Optional()
  @Line(120)
  readonly calendar?: string;

  @Described('Version of that calendar.')
  @Optional()
  @Line(120)
  readonly calendarVersion?: string;

  @Described('The due time: the last instant at which the duty is fulfilled in time.')
  @Instant()
  readonly dueAt!: string;

  @Described('The explanation of the due time, in a sentence.')
  @Line(2_000)
  readonly explanation!: string;
}

/** A step that is taken at its time if no response has come. */
export class PlannedStep {
  @Described('The kind of step.')
  @Code(PLANNED_STEPS)
  readonly kind!: PlannedStepKind;

  @Described('When.')
  @Instant()
  readonly at!: string;

  @Described('The role that is called; absent for a breach, which calls no role.')
  @Optional()
  @Slug()
  readonly role?: string;

  @Described('Percent of the allowed time that has passed, for a warning.')
  @Optional()
  @IntegerBetween(1, 99)
  readonly percent?: number;

  @Described('The rule whose clock starts with this step.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly starts?: string;
}
