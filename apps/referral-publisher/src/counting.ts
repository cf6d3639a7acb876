import { dueTimes, type ClockPolicy, type CountedReferral, type Recipient } from '#libs/agreements';
import type { CorrectedDueTimes, DueTime, OverdueReview, SubmitReferralRequest } from '#libs/contracts';

import type { Held } from './change-referral/plan-update.js';

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

/** The facts that a referral's clocks follow from. */
export function countedReferral({ risk, concern, incident }: SubmitReferralRequest): CountedReferral {
  const concernTypes = concern.flags === undefined ? concern.types : [...new Set<string>([...concern.types, ...concern.flags])];
  return { grade: risk.grade, concernTypes, groundsAt: new Date(incident.reportedAt).toISOString() };
}

/** The due times of a later recipient follow from the referral as it is now, but for the grade, because a new grade changes no clock. */
export function countingOf({ counted }: { readonly counted: CountedReferral | null }, content: SubmitReferralRequest, policy: ClockPolicy): Counting | null {
  return counted === null ? null : { policy, referral: { ...countedReferral(content), grade: counted.grade } };
}

/** The due times about reasonable grounds that count from another time, or for the first time, after a correction: by agency that holds the referral. */
export function correctedDueTimes(held: readonly Held[], before: SubmitReferralRequest, after: SubmitReferralRequest, policy: ClockPolicy): readonly CorrectedDueTimes[] {
  return held.flatMap(({ holder, recipient: { expectation, purpose, inPlaceOfSchool } }) => {
    const sharing = { agency: holder.agency, expectation, purpose, at: holder.publishedAt, inPlaceOfSchool };
    const onGrounds = (content: SubmitReferralRequest): readonly DueTime[] =>
      dueTimes(sharing, countedReferral(content), policy).filter(({ anchor }) => anchor === 'reasonable-grounds');
    const earlier = onGrounds(before).map(({ anchorAt }) => anchorAt);
    const due = onGrounds(after).filter(({ anchorAt }) => !earlier.includes(anchorAt));
    return due.length === 0 ? [] : [{ agency: holder.agency, due }];
  });
}

/**
 * @param counting null for a referral that was published before due times were recorded. None are made up afterwards.
 * @param countsFrom the time from which a clock of this rule counts, where it is an earlier one than that of the sharing.
 */
export function sharingTerms(
  counting: Counting | null, recipient: Recipient, at: string, countsFrom: (rule: string) => string | undefined = () => undefined,
): SharingTerms {
  const { agency, expectation, purpose, inPlaceOfSchool, overdueReviews } = recipient;
  const dueFrom = ({ policy, referral }: Counting, from: string): readonly DueTime[] => dueTimes({ agency, expectation, purpose, at: from, inPlaceOfSchool }, referral, policy);
  const due = counting === null ? [] : dueFrom(counting, at).flatMap((each) => {
    const from = each.anchor === 'referral-published' ? countsFrom(each.rule) : undefined;
    return from === undefined ? [each] : dueFrom(counting, from).filter(({ rule }) => rule === each.rule);
  });
  return { ...(due.length > 0 && { due }), ...(overdueReviews.length > 0 && { reviewOverdue: overdueReviews }) };
}
