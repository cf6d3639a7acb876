import type { TargetNumber } from '#libs/contracts';

/** An organisation's answer to an inspection, as `parsePartnership` returns it: every name in it exists. */
export interface ActionPlan {
  readonly id: string;
  readonly inspection: {
    /** The inspection's own reference. */
    readonly reference: string;
    readonly title: string;
    /** The local day on which the report was received; due times count from it. */
    readonly receivedOn: string;
  };
  readonly recommendations: readonly PlannedRecommendation[];
}

export interface PlannedRecommendation {
  readonly id: string;
  readonly text: string;
  /** A force or an agency of the partnership. */
  readonly owner: string;
  readonly evidence: PlannedEvidence;
  readonly closed: { readonly on: string; readonly because: string } | null;
}

/** The measure that shows whether a recommendation has been followed, with its target. */
export interface PlannedEvidence {
  readonly measure: string;
  readonly force?: string;
  readonly unit?: string;
  readonly agency?: string;
  readonly target: Target;
}

/** Exactly one of the two bounds. Percent, or minutes. */
export interface Target {
  readonly of: TargetNumber;
  readonly atLeast?: number;
  readonly atMost?: number;
}
