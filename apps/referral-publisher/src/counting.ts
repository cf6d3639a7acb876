import { dueTimes, type ClockPolicy, type CountedReferral, type Recipient } from '#libs/agreements';
import type { DueTime, OverdueReview, SubmitReferralRequest } from '#libs/contracts';

/** What the due times of a sharing follow from. */
export interface Counting {
  readonly policy: ClockPolicy;
  readonly referral: CountedReferral;
}

/** What is said of a sharing besides the copy: by when it is to be answered, and which reviews were overdue. Left out where there is nothing. */
export interface SharingTerms {
  readonly due?: readonly DueTime[];
  readonly reviewOverdue?: readonly OverdueReview[];
}

/** What the clocks of a referral follow from: as it is at publication, and for ever. */
export function countedReferral({ risk, concern, incident }: SubmitReferralRequest): CountedReferral {
  const concernTypes = concern.flags === undefined ? concern.types : [...new Set<string>([...concern.types, ...concern.flags])];
  return { grade: risk.grade, concernTypes, groundsAt: new Date(incident.reportedAt).toISOString() };
}

/** For those who become recipients later: by what the referral was at publication. */
export function countingOf({ counted }: { readonly counted: CountedReferral | null }, policy: ClockPolicy): Counting | null {
  return counted === null ? null : { policy, referral: counted };
}

/** @param counting null for a referral of a time when due times were not written down: none are made up now. */
export function sharingTerms(counting: Counting | null, recipient: Recipient, at: string): SharingTerms {
  const { agency, expectation, purpose, inPlaceOfSchool, overdueReviews } = recipient;
  const due = counting === null ? [] : dueTimes({ agency, expectation, purpose, at, inPlaceOfSchool }, counting.referral, counting.policy);
  return { ...(due.length > 0 && { due }), ...(overdueReviews.length > 0 && { reviewOverdue: overdueReviews }) };
}
