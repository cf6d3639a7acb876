import {
  Bool, CalendarDate, Code, CodePattern, Described, Instant, IntegerBetween, Line, ListOf, Nested, NumberBetween, Optional, Shaped, Slug,
} from '../validation/decorators.js';

/** What a measure can be asked for, and be divided by. */
export const MEASURE_DIMENSIONS = ['force', 'unit', 'agency', 'month'] as const;
export type MeasureDimension = (typeof MEASURE_DIMENSIONS)[number];

/**
 * `share`: so many of so many. `duration`: how long it took those to whom it happened, as median and 90th percentile.
 * `count`: so many, among so many.
 */
export const MEASURE_KINDS = ['share', 'duration', 'count'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Groups of one answer at most. */
export const MAX_MEASURE_GROUPS = 2_000;
const MOST_CASES = 2_147_483_647;
const MOST_MINUTES = 1_000_000_000;
const MONTH = { pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])$', expected: 'a month such as 2026-05' };

/** A measure: what it counts, of what, and by which rule. */
export class Measure {
  @Described('Id of the measure.')
  @Slug()
  readonly id!: string;

  @Described('Version of its rule. Values of two versions are not compared.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('What it says, in a sentence.')
  @Line(500)
  readonly sentence!: string;

  @Described('share: so many of so many. duration: how long it took, as median and 90th percentile. count: so many, among so many.')
  @Code(MEASURE_KINDS)
  readonly kind!: MeasureKind;

  @Described('In what its value is: percent, minutes, or a number of cases.')
  @Code(['percent', 'minutes', 'cases'])
  readonly unit!: 'percent' | 'minutes' | 'cases';

  @Described('What the numerator counts.')
  @Line(500)
  readonly numerator!: string;

  @Described('What the denominator counts.')
  @Line(500)
  readonly denominator!: string;

  @Described('Which cases belong to a period, and how the odd ones are counted.')
  @Line(2_000)
  readonly rule!: string;

  @Described('What it does not tell.')
  @Line(500)
  readonly tellsNot!: string;

  @Described('What it can be filtered and grouped by.')
  @ListOf(Code(MEASURE_DIMENSIONS), { max: 4, unique: true })
  readonly dimensions!: readonly MeasureDimension[];

  @Described('True where it is of this moment, and takes no period.')
  @Bool()
  readonly isOfNow!: boolean;
}

/** When a unit is marked as standing out among the other units of its force. */
export class StandingOutRule {
  @Described('Id of the rule.')
  @Line(120)
  readonly id!: string;

  @Described('Version of the rule.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('The rule in a sentence.')
  @Line(500)
  readonly sentence!: string;
}

/** Answer to `GET /v1/measures`. */
export class MeasureList {
  @Described('Every measure.')
  @ListOf(() => Measure, { max: 200 })
  readonly items!: readonly Measure[];

  @Described('When a unit stands out.')
  @Nested(() => StandingOutRule)
  readonly standsOutRule!: StandingOutRule;
}

export class MeasurePart {
  @Described('Which cases: a reason, a rule, how it ended.')
  @Line(64)
  readonly code!: string;

  @Described('How many.')
  @IntegerBetween(1, MOST_CASES)
  readonly cases!: number;
}

/** What was counted. */
export class MeasureValue {
  @Described('Cases that the measure is about.')
  @IntegerBetween(0, MOST_CASES)
  readonly numerator!: number;

  @Described('All cases.')
  @IntegerBetween(0, MOST_CASES)
  readonly denominator!: number;

  @Described('Of a share: numerator of denominator, in percent with one decimal. Absent where there is no case.')
  @Optional()
  @NumberBetween(0, 100)
  readonly percent?: number;

  @Described('Half of those that have a time took no longer, in minutes: the time of a real case. Absent where no case has one.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly medianMinutes?: number;

  @Described('Nine in ten of those that have a time took no longer, in minutes: the time of a real case.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly percentile90Minutes?: number;

  @Described('Age in minutes of the oldest case that is still open.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly oldestOpenMinutes?: number;

  @Described('The cases divided, the most first, where the measure has something to divide them by.')
  @ListOf(() => MeasurePart, { min: 0, max: 100 })
  readonly parts!: readonly MeasurePart[];
}

/** How a unit differs from the other units of its force. */
export class StandingOutMark {
  @Described('Whether its share is higher or lower.')
  @Code(['higher', 'lower'])
  readonly direction!: 'higher' | 'lower';

  @Described('Numerator of the other units together.')
  @IntegerBetween(0, MOST_CASES)
  readonly othersNumerator!: number;

  @Described('Denominator of the other units together.')
  @IntegerBetween(0, MOST_CASES)
  readonly othersDenominator!: number;

  @Described('Share of the other units together, in percent.')
  @NumberBetween(0, 100)
  readonly othersPercent!: number;
}

/** One force, unit, agency or month. */
export class MeasureGroup {
  @Described('The force; absent where it is not known yet, or where the groups are of something else.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('The unit; absent where the force names its unit in words.')
  @Optional()
  @CodePattern()
  readonly unit?: string;

  @Described('The agency.')
  @Optional()
  @Slug()
  readonly agency?: string;

  @Described('The month, by local time.')
  @Optional()
  @Shaped(MONTH)
  readonly month?: string;

  @Described('What was counted.')
  @Nested(() => MeasureValue)
  readonly value!: MeasureValue;

  @Described('Present where the unit stands out among the other units of its force, by the rule of the answer.')
  @Optional()
  @Nested(() => StandingOutMark)
  readonly standsOut?: StandingOutMark;
}

export class MeasurePeriod {
  @Described('First day, local.')
  @CalendarDate()
  readonly from!: string;

  @Described('Last day, included.')
  @CalendarDate()
  readonly to!: string;
}

export class MeasureFilters {
  @Described('Only this force.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('Only this unit.')
  @Optional()
  @CodePattern()
  readonly unit?: string;

  @Described('Only this agency.')
  @Optional()
  @Slug()
  readonly agency?: string;
}

/** Answer to `GET /v1/measures/{id}`. */
export class MeasureAnswer {
  @Described('When this answer was true.')
  @Instant()
  readonly asOf!: string;

  @Described('The measure, with its rule.')
  @Nested(() => Measure)
  readonly measure!: Measure;

  @Described('The period, by local time in England and Wales; absent where the measure is of this moment.')
  @Optional()
  @Nested(() => MeasurePeriod)
  readonly period?: MeasurePeriod;

  @Described('What it was limited to; an agency or a force is limited to its own.')
  @Nested(() => MeasureFilters)
  readonly filters!: MeasureFilters;

  @Described('What the groups are.')
  @Optional()
  @Code(MEASURE_DIMENSIONS)
  readonly by?: MeasureDimension;

  @Described('All of it.')
  @Nested(() => MeasureValue)
  readonly total!: MeasureValue;

  @Described('The groups in order; empty without by.')
  @ListOf(() => MeasureGroup, { min: 0, max: MAX_MEASURE_GROUPS })
  readonly groups!: readonly MeasureGroup[];

  @Described('When a unit stands out; given where the groups are the units of a share.')
  @Optional()
  @Nested(() => StandingOutRule)
  readonly standsOutRule?: StandingOutRule;
}
