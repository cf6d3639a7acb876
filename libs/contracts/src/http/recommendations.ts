import {
  Bool, CalendarDate, Code, CodePattern, Described, Instant, IntegerBetween, Line, ListOf, Nested, NumberBetween, Optional, Prose, Shaped, Slug,
} from '../validation/decorators.js';
import { MeasurePeriod, MeasureValue } from './measures.js';

const RECOMMENDATION_STATES = ['open', 'overdue', 'closed'] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** The number of a measure to which a target applies. */
const TARGET_NUMBERS = ['percent', 'median-minutes', 'percentile-90-minutes'] as const;
export type TargetNumber = (typeof TARGET_NUMBERS)[number];

const MOST = 1_000_000_000;
const MONTH = { pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])$', expected: 'a month such as 2026-05' };

/** The measure that shows whether a recommendation has been followed, with its target. */
export class RecommendationEvidence {
  @Described('The measure.')
  @Slug()
  readonly measure!: string;

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

  @Described('The number of the measure to which the target applies.')
  @Code(TARGET_NUMBERS)
  readonly of!: TargetNumber;

  @Described('The target: this value or more.')
  @Optional()
  @NumberBetween(0, MOST)
  readonly atLeast?: number;

  @Described('The target: this value or less.')
  @Optional()
  @NumberBetween(0, MOST)
  readonly atMost?: number;
}

/** The measure over the last four weeks. */
class RecommendationValue {
  @Described('The days of the period.')
  @Nested(() => MeasurePeriod)
  readonly period!: MeasurePeriod;

  @Described('The value of the measure.')
  @Nested(() => MeasureValue)
  readonly value!: MeasureValue;

  @Described('Whether the target is met; absent if there was no case.')
  @Optional()
  @Bool()
  readonly met?: boolean;
}

export class RecommendationMonth {
  @Described('The month, by local time.')
  @Shaped(MONTH)
  readonly month!: string;

  @Described('The value of the measure.')
  @Nested(() => MeasureValue)
  readonly value!: MeasureValue;

  @Described('Whether the target was met; absent if there was no case.')
  @Optional()
  @Bool()
  readonly met?: boolean;
}

/** A recommendation of an inspection, with its present state. */
export class Recommendation {
  @Described('Id of the recommendation.')
  @Slug()
  readonly id!: string;

  @Described('The action plan that contains it.')
  @Slug()
  readonly plan!: string;

  @Described('Reference of the inspection.')
  @Line(120)
  readonly inspection!: string;

  @Described('When the report was received; its time limit runs from then.')
  @CalendarDate()
  readonly receivedOn!: string;

  @Described('The recommended action.')
  @Prose(2_000)
  readonly text!: string;

  @Described('The organisation that is responsible for it.')
  @Slug()
  readonly owner!: string;

  @Described('The state. overdue: not closed, and the last day has passed.')
  @Code(RECOMMENDATION_STATES)
  readonly state!: RecommendationState;

  @Described('The last day on which it is in time.')
  @CalendarDate()
  readonly dueOn!: string;

  @Described('The explanation of the due day, in a sentence.')
  @Line(1_000)
  readonly explanation!: string;

  @Described('The rule of the time limit.')
  @Line(64)
  readonly rule!: string;

  @Described('Version of that rule.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('When it was closed.')
  @Optional()
  @CalendarDate()
  readonly closedOn?: string;

  @Described('The reason for closing it.')
  @Optional()
  @Prose(2_000)
  readonly closedBecause?: string;

  @Described('The measure that shows whether it has been followed.')
  @Nested(() => RecommendationEvidence)
  readonly evidence!: RecommendationEvidence;

  @Described('The measure over the last four weeks.')
  @Nested(() => RecommendationValue)
  readonly now!: RecommendationValue;
}

/** Answer to `GET /v1/recommendations`. */
export class RecommendationList {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('By plan, in the order of the plan.')
  @ListOf(() => Recommendation, { min: 0, max: 500 })
  readonly items!: readonly Recommendation[];
}

/** Answer to `GET /v1/recommendations/{id}`. */
export class RecommendationHistory {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('The recommendation.')
  @Nested(() => Recommendation)
  readonly recommendation!: Recommendation;

  @Described('The measure in each month since the report was received; the first month starts on that day. At most the last 37 months.')
  @ListOf(() => RecommendationMonth, { min: 0, max: 40 })
  readonly months!: readonly RecommendationMonth[];
}
