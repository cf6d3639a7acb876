import { dueTimes, type ClockPolicy, type CountedReferral, type Recipient } from '#libs/agreements';
import type { DueTime, OverdueReview, SubmitReferralRequest } from '#libs/contracts';

/** The facts and the policy that due times of a sharing follow from. */
export interface Counting {
  readonly policy: ClockPolicy;
  readonly referral: CountedReferral;
}

/** The terms of a sharing besides the copy: its due times and each review that was overdue. Absent where there are none. */
export interface SharingTerms {
  readonly due?: readonly DueTime[];
  readonly reviewOverdue?: readonly OverdueReview[];
}

/** The facts that a referral's clocks follow from, as they are at publication. They never change. */
export function countedReferral({ risk, concern, incident }: SubmitReferralRequest): CountedReferral {
  const concernTypes = concern.flags === undefined ? concern.types : [...new Set<string>([...concern.types, ...concern.flags])];
  return { grade: risk.grade, concernTypes, groundsAt: new Date(incident.reportedAt).toISOString() };
}

/** The due times of a later recipient follow from the referral as it was at publication. */
export function countingOf({ counted }: { readonly counted: CountedReferral | null }, policy: ClockPolicy): Counting | null {
  return counted === null ? null : { policy, referral: counted };
}

/** @param counting null for a referral that was published before due times were recorded. None are made up afterwards. */
export function sharingTerms(counting: Counting | null, recipient: Recipient, at: string): SharingTerms {
  const { agency, expectation, purpose, inPlaceOfSchool, overdueReviews } = recipient;
  const due = counting === null ? [] : dueTimes({ agency, expectation, purpose, at, inPlaceOfSchool }, counting.referral, counting.policy);
  return { ...(due.length > 0 && { due }), ...(overdueReviews.length > 0 && { reviewOverdue: overdueReviews }) };
}
