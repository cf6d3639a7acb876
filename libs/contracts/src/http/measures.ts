import {
  Bool, CalendarDate, Code, CodePattern, Described, Instant, IntegerBetween, Line, ListOf, Nested, NumberBetween, Optional, Shaped, Slug,
} from '../validation/decorators.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';

/** The dimensions by which a measure can be filtered and grouped. */
export const MEASURE_DIMENSIONS = ['force', 'unit', 'agency', 'month'] as const;
export type MeasureDimension = (typeof MEASURE_DIMENSIONS)[number];

/**
 * `share`: numerator of denominator. `duration`: the time that the cases took, as median and 90th percentile. `count`: a number
 * of cases among all cases.
 */
const MEASURE_KINDS = ['share', 'duration', 'count'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** The most groups in one answer. */
export const MAX_MEASURE_GROUPS = 2_000;
const MOST_CASES = 2_147_483_647;
const MOST_MINUTES = 1_000_000_000;
const MONTH = { pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])$', expected: 'a month such as 2026-05' };

/** A measure with its rule: the numerator, the denominator and the period. */
export class Measure {
  @Described('Id of the measure.')
  @Slug()
  readonly id!: string;

  @Described('Version of its rule. Values of two versions are not compared.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('The measure in a sentence.')
  @Line(500)
  readonly sentence!: string;

  @Described('share: numerator of denominator. duration: the time that the cases took, as median and 90th percentile. count: a number of cases among all cases.')
  @Code(MEASURE_KINDS)
  readonly kind!: MeasureKind;

  @Described('The unit of the value: percent, minutes, or a number of cases.')
  @Code(['percent', 'minutes', 'cases'])
  readonly unit!: 'percent' | 'minutes' | 'cases';

  @Described('The cases that the numerator counts.')
  @Line(500)
  readonly numerator!: string;

  @Described('The cases that the denominator counts.')
  @Line(500)
  readonly denominator!: string;

  @Described('Which cases belong to a period, and how special cases are counted.')
  @Line(2_000)
  readonly rule!: string;

  @Described('The limits of the measure.')
  @Line(500)
  readonly doesNotShow!: string;

  @Described('The dimensions by which it can be filtered and grouped.')
  @ListOf(Code(MEASURE_DIMENSIONS), { max: 4, unique: true })
  readonly dimensions!: readonly MeasureDimension[];

  @Described('True if it describes the present moment and takes no period.')
  @Bool()
  readonly isOfNow!: boolean;
}

/** The rule that marks a unit as an outlier among the other units of its force. */
export class OutlierRule {
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

  @Described('The rule that marks a unit as an outlier.')
  @Nested(() => OutlierRule)
  readonly outlierRule!: OutlierRule;
}

class MeasurePart {
  @Described('The kind of cases: a reason, a rule, a result.')
  @Line(64)
  readonly code!: string;

  @Described('The number of cases.')
  @IntegerBetween(1, MOST_CASES)
  readonly cases!: number;
}

/** The value of a measure. */
export class MeasureValue {
  @Described('Cases in the numerator.')
  @IntegerBetween(0, MOST_CASES)
  readonly numerator!: number;

  @Described('Cases in the denominator.')
  @IntegerBetween(0, MOST_CASES)
  readonly denominator!: number;

  @Described('For a share: numerator of denominator, in percent with one decimal. Absent if there is no case.')
  @Optional()
  @NumberBetween(0, 100)
  readonly percent?: number;

  @Described('The median in minutes, of the cases that have a time: the time of a real case. Absent if no case has one.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly medianMinutes?: number;

  @Described('The 90th percentile in minutes, of the cases that have a time: the time of a real case.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly percentile90Minutes?: number;

  @Described('Age in minutes of the oldest case that is still open.')
  @Optional()
  @NumberBetween(0, MOST_MINUTES)
  readonly oldestOpenMinutes?: number;

  @Described('The cases by kind, the most frequent first, if the measure has kinds.')
  @ListOf(() => MeasurePart, { min: 0, max: 100 })
  readonly parts!: readonly MeasurePart[];
}

/** How a unit differs from the other units of its force. */
export class OutlierMark {
  @Described('Whether its share is higher or lower.')
  @Code(['higher', 'lower'])
  readonly direction!: 'higher' | 'lower';

  @Described('Numerator of all other units together.')
  @IntegerBetween(0, MOST_CASES)
  readonly othersNumerator!: number;

  @Described('Denominator of all other units together.')
  @IntegerBetween(0, MOST_CASES)
  readonly othersDenominator!: number;

  @Described('Share of the other units together, in percent.')
  @NumberBetween(0, 100)
  readonly othersPercent!: number;
}

/** The value of one force, unit, agency or month. */
export class MeasureGroup {
  @Described('The force; absent if it is not known yet, or if the groups have another dimension.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('The unit; absent if the force names its unit in words.')
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

  @Described('The value.')
  @Nested(() => MeasureValue)
  readonly value!: MeasureValue;

  @Described('Present if the unit is an outlier among the other units of its force, by the rule of the answer.')
  @Optional()
  @Nested(() => OutlierMark)
  readonly outlier?: OutlierMark;
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
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('The measure, with its rule.')
  @Nested(() => Measure)
  readonly measure!: Measure;

  @Described('The period, by local time in England and Wales; absent if the measure describes the present moment.')
  @Optional()
  @Nested(() => MeasurePeriod)
  readonly period?: MeasurePeriod;

  @Described('The filter of the answer. An agency or a force always gets its own values only.')
  @Nested(() => MeasureFilters)
  readonly filters!: MeasureFilters;

  @Described('The dimension of the groups.')
  @Optional()
  @Code(MEASURE_DIMENSIONS)
  readonly by?: MeasureDimension;

  @Described('The value over all groups.')
  @Nested(() => MeasureValue)
  readonly total!: MeasureValue;

  @Described('The groups in order; empty without by.')
  @ListOf(() => MeasureGroup, { min: 0, max: MAX_MEASURE_GROUPS })
  readonly groups!: readonly MeasureGroup[];

  @Described('The rule that marks a unit; present if the groups are the units of a share.')
  @Optional()
  @Nested(() => OutlierRule)
  readonly outlierRule?: OutlierRule;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}
