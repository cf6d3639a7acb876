import type { MeasureDimension, MeasureKind, Rung } from '#libs/contracts';

import type { ClockRuleId } from '../clocks/rule.js';

export type ChildCount =
  | 'complete' | 'stated' | 'not-stated-N1' | 'not-stated-N2' | 'not-stated-N3' | 'not-stated-N4' | 'conflict-with-perceived'
  | 'conflict-between-agencies' | 'defaulted';

/** The cases of a measure: those of one projection, and the part that the numerator counts. */
export type MeasureBasis =
  | { readonly cases: 'due-clocks'; readonly rules: readonly ClockRuleId[] }
  | { readonly cases: 'open-clocks' }
  | { readonly cases: 'recipients'; readonly reached: Extract<Rung, 'delivered' | 'opened' | 'decided' | 'fed_back'> | 'answered' }
  | { readonly cases: 'answers'; readonly answer: Extract<Rung, 'refused' | 'redirected'> }
  | { readonly cases: 'gradings'; readonly since: 'report' | 'previous-grading' }
  | { readonly cases: 'children'; readonly counts: ChildCount }
  | { readonly cases: 'conflicts' }
  | { readonly cases: 'incidents' };

/** A measure as data: its numerator, its denominator, its rule and its limits. */
export interface MeasureDefinition {
  /** Lower-case words joined by hyphens; never reused for another measure. */
  readonly id: string;
  /** Incremented with every change of the counted cases, because values of two versions are not compared. */
  readonly version: number;
  readonly sentence: string;
  readonly kind: MeasureKind;
  readonly numerator: string;
  readonly denominator: string;
  /** Which cases belong to a period, and how special cases are counted. */
  readonly rule: string;
  readonly doesNotShow: string;
  /** The dimensions by which it can be filtered and grouped. */
  readonly dimensions: readonly MeasureDimension[];
  /** True if it describes the present moment and takes no period. */
  readonly isOfNow: boolean;
  readonly basis: MeasureBasis;
}
