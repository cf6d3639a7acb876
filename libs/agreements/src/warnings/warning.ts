/**
 * A rule that is valid but possibly not intended:
 * - `no-recipient`: no agency is certain to receive a combination of area, concern and grade;
 * - `no-decision`: a combination has a recipient, and no agency is asked to decide;
 * - `adds-nothing`: a route that names an agency which receives the same by earlier routes already;
 * - `outside-its-area`: a route to an agency about areas that it does not serve;
 * - `cannot-apply-yet`: a rule about a value that no referral can have yet;
 * - `mask-not-everywhere`: one view of an agency shows a field that a mask of another view hides from it;
 * - `agency-ended`: a route to an agency that has ended, or will end, without its successor; or an agency whose topics need no reading any more;
 * - `no-terms`: a route or a redirect to a school whose terms no file has, so that its notices have no due time;
 * - `not-in-force`: a draft, an ended agreement, or one that has yet to take effect;
 * - `review-overdue`: an agreement past its review, which shares nevertheless;
 * - `shares-nothing`: a force that is party to no agreement in force;
 * - `not-checked`: more combinations than can be checked.
 */
type PartnershipWarningCode =
  | 'no-recipient' | 'no-decision' | 'adds-nothing' | 'outside-its-area' | 'cannot-apply-yet' | 'mask-not-everywhere'
  | 'agency-ended' | 'no-terms' | 'not-in-force' | 'review-overdue' | 'shares-nothing' | 'not-checked';

/** A finding for the partnership to review. It stops nothing. */
export interface PartnershipWarning {
  readonly code: PartnershipWarningCode;
  /** `<agreement>`, or `<agreement>/<rule>`; null if it concerns all of them together. */
  readonly about: string | null;
  /** A sentence about the effect, or the missing effect. */
  readonly message: string;
}
