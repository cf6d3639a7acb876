/**
 * What is sound by itself and may still not be what was meant:
 * - `nobody-told`: a combination of area, concern and grade of which nobody is told for sure;
 * - `nobody-decides`: somebody is told of it, and nobody is asked to decide;
 * - `adds-nothing`: a route that names an agency which gets the same by earlier routes already;
 * - `outside-its-area`: a route that tells an agency about areas which it does not serve;
 * - `cannot-apply-yet`: a rule that asks for what no referral can say so far;
 * - `mask-not-everywhere`: an agency may see by one view what a mask of another is to keep from it;
 * - `not-in-force`: a draft, an ended agreement, or one that is yet to take effect;
 * - `review-overdue`: an agreement past its review, which shares all the same;
 * - `shares-nothing`: a force that is party to no agreement in force;
 * - `not-checked`: more combinations than can be gone through.
 */
export type PartnershipWarningCode =
  | 'nobody-told' | 'nobody-decides' | 'adds-nothing' | 'outside-its-area' | 'cannot-apply-yet' | 'mask-not-everywhere'
  | 'not-in-force' | 'review-overdue' | 'shares-nothing' | 'not-checked';

/** Something for the partnership to look at. It stops nothing. */
export interface PartnershipWarning {
  readonly code: PartnershipWarningCode;
  /** `<agreement>`, or `<agreement>/<rule>`; null where it is about all of them together. */
  readonly about: string | null;
  /** A sentence that says what happens, or does not. */
  readonly message: string;
}
