import type { Expectation, Grade } from '#libs/contracts';

import type { AgencyKind, Condition } from '../model/partnership.js';

/** The recipients of a referral, their fields and the reasons. Names of fields and codes only: no value of a field. */
export interface ReferralExplanation {
  readonly partnership: string;
  readonly force: string;
  /** Every area where a child lives. */
  readonly areas: readonly string[];
  readonly grade: Grade;
  readonly concerns: readonly string[];
  /** The local day (ISO date) of the explanation. */
  readonly on: string;
  /** Every agency of the partnership, in the order of its file. */
  readonly agencies: readonly AgencyExplanation[];
  readonly warnings: readonly ExplanationWarning[];
}

export interface AgencyExplanation {
  readonly agency: string;
  readonly name: string;
  readonly kind: AgencyKind;
  /** Null if the agency is not a recipient. */
  readonly sharing: SharingExplanation | null;
  /** Every route that names it, with the conditions that are not met. */
  readonly rules: readonly RuleExplanation[];
}

/**
 * The obstacle of a route: a condition of its own, or
 * - `not-in-force`: its agreement is a draft, has ended or has yet to take effect;
 * - `not-a-party`: the sending force is no party to its agreement;
 * - `not-on-roll`: no child of the referral is on the school's roll;
 * - `no-such-child`: its view shows children without a school only, and there is none;
 * - `not-in-one-child`: each of its conditions on a child is met, and no one child meets them all;
 * - `no-child-in-its-area`: the agency sees the children of its own area only, and none lives there.
 */
export type RuleObstacle =
  keyof Condition | 'not-in-force' | 'not-a-party' | 'not-on-roll' | 'no-such-child' | 'not-in-one-child' | 'no-child-in-its-area';

export interface RuleExplanation {
  /** `<agreement>/<route>`. */
  readonly rule: string;
  readonly applies: boolean;
  /** Empty if it applies. */
  readonly obstacles: readonly RuleObstacle[];
}

export interface SharingExplanation {
  readonly agreement: { readonly id: string; readonly version: number };
  readonly purpose: { readonly id: string; readonly description: string };
  readonly expectation: Expectation;
  readonly lawfulBasis: { readonly police: string; readonly recipient: string };
  readonly retentionDays: number;
  readonly reviewOverdue: boolean;
  /** The routes behind the sharing. */
  readonly routes: readonly string[];
  /** Every field that has a value in the referral, in the order of the contract. */
  readonly fields: readonly FieldExplanation[];
}

/**
 * Why a field, or a part of it, is not shown:
 * - `not-allowed`: no view of the agency contains it;
 * - `masked`: a mask applies to this referral;
 * - `other-children`: it belongs to a child who is not on the school's roll, has a school, or lives in an area that the agency may not see;
 * - `other-concerns`: the view shows certain concerns only.
 */
export type FieldObstacle = 'not-allowed' | 'masked' | 'other-children' | 'other-concerns';

export interface FieldExplanation {
  readonly field: string;
  readonly shown: 'yes' | 'in-part' | 'no';
  /** Null if all of it is shown. */
  readonly why: FieldObstacle | null;
  /** The masks that hide it, as `<agreement>/<mask>`. */
  readonly masks: readonly string[];
}

/**
 * - `no-recipient`: no agency receives the referral; the publisher would refuse it;
 * - `no-decision`: no agency is asked to decide;
 * - `area-not-served`: no agency serves the area; the publisher would refuse it;
 * - `grade-not-shared`: local policy shares this grade with no agency;
 * - `review-overdue`: an agreement behind it is past its review;
 * - `school-outside-partnership`: a child goes to a school that the partnership cannot notify.
 */
type ExplanationWarningCode =
  | 'no-recipient' | 'no-decision' | 'area-not-served' | 'grade-not-shared' | 'review-overdue' | 'school-outside-partnership';

export interface ExplanationWarning {
  readonly code: ExplanationWarningCode;
  readonly message: string;
}
