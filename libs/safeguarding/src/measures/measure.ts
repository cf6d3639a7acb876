import type { MeasureDimension, MeasureKind, Rung } from '#libs/contracts';

import type { ClockRuleId } from '../clocks/rule.js';

export type ChildCount =
  | 'complete' | 'stated' | 'not-stated-N1' | 'not-stated-N2' | 'not-stated-N3' | 'not-stated-N4' | 'conflict-with-perceived'
  | 'conflict-between-agencies' | 'defaulted';

/** What is counted: the cases of one projection, and which of them the measure is about. */
export type MeasureBasis =
  | { readonly cases: 'due-clocks'; readonly rules: readonly ClockRuleId[] }
  | { readonly cases: 'open-clocks' }
  | { readonly cases: 'recipients'; readonly reached: Extract<Rung, 'delivered' | 'opened' | 'decided' | 'fed_back'> | 'answered' }
  | { readonly cases: 'answers'; readonly answer: Extract<Rung, 'refused' | 'redirected'> }
  | { readonly cases: 'gradings'; readonly since: 'report' | 'previous-grading' }
  | { readonly cases: 'children'; readonly counts: ChildCount }
  | { readonly cases: 'conflicts' }
  | { readonly cases: 'incidents' };

/** A measure as data: what it counts, of what, by which rule, and what it does not tell. */
export interface MeasureDefinition {
  /** Lower-case words joined by hyphens; never used again for something else. */
  readonly id: string;
  /** Raised with every change of what is counted: values of two versions are not compared. */
  readonly version: number;
  readonly sentence: string;
  readonly kind: MeasureKind;
  readonly numerator: string;
  readonly denominator: string;
  /** Which cases belong to a period, and how the odd ones are counted. */
  readonly rule: string;
  readonly tellsNot: string;
  /** What can be filtered and grouped by. */
  readonly dimensions: readonly MeasureDimension[];
  /** True where it is asked for as things stand now, and a period would mean nothing. */
  readonly isOfNow: boolean;
  readonly basis: MeasureBasis;
}
