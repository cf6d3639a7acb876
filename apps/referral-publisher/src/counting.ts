import { childrenOfNotice, dueTimes, hasChildOfNotice, recipientFor, referralFacts, type ClockPolicy, type CountedReferral, type Partnership, type Recipient } from '#libs/agreements';
import type { CorrectedDueTimes, DueTime, OverdueReview, ReferralContent, SubmitReferralRequest } from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import { holderAs } from './change-referral/plan-update.js';
import type { Holder, PresentReferral } from './change-referral/present-referral.js';

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

/**
 * The due times about reasonable grounds that a correction changed, by agency that holds the referral: those that count from another time or
 * for the first time, and those that it took away. An agency is notified by the rights that it had when it received the referral, and by
 * those that the corrected referral gives it, because a child may have turned out to have no school. An agency that has ended is one of
 * them, because its clocks go on. Of an agency that no agreement names any more, only a due time that it has can change or end: it can be
 * sent no content, and must learn when its duty has ended.
 *
 * @param recorded the due times about reasonable grounds that count by the record, for each agency.
 */
export function correctedDueTimes(
  { partnership, policy }: { readonly partnership: Partnership; readonly policy: ClockPolicy },
  referral: PresentReferral & { readonly content: ReferralContent }, after: ReferralContent, at: Date, recorded: ReadonlyMap<string, readonly DueTime[]>,
): readonly CorrectedDueTimes[] {
  const withoutAgreement = ({ agency, publishedAt: sentAt }: Holder, earlier: readonly DueTime[], content: ReferralContent): readonly DueTime[] => {
    const children = childrenOfNotice(partnership, agency);
    if (children === undefined || !hasChildOfNotice(content, children)) return [];
    const sharing = { agency, expectation: 'acknowledge', purpose: '', at: sentAt, inPlaceOfSchool: children.onRollOf === undefined } as const;
    return dueTimes(sharing, countedReferral(content), policy).filter(({ rule, anchor }) => earlier.some((each) => each.rule === rule && each.anchor === anchor));
  };
  return referral.holders.flatMap((holder) => {
    const { agency, publishedAt } = holder;
    const asHeld = holderAs(partnership, referral, holder, at);
    const rightsBy = (content: ReferralContent): readonly Recipient[] => {
      const asNamed = recipientFor(partnership, agency, { ...referralFacts(content, at), on: toLocalTime(Date.parse(publishedAt)).date });
      return [...(asHeld === undefined ? [] : [asHeld]), ...(asNamed.ok ? [asNamed.value] : [])];
    };
    const isNamed = (content: ReferralContent): boolean => rightsBy(content).length > 0;
    const onGrounds = (content: ReferralContent): readonly DueTime[] => {
      const due = rightsBy(content).filter((each) => hasChildOfNotice(content, each)).flatMap(({ expectation, purpose, inPlaceOfSchool }) =>
        dueTimes({ agency, expectation, purpose, at: publishedAt, inPlaceOfSchool }, countedReferral(content), policy).filter(({ anchor }) => anchor === 'reasonable-grounds'));
      return [...new Map(due.map((each) => [each.rule, each])).values()];
    };
    const known = isNamed(referral.content) || isNamed(after) ? undefined : recorded.get(agency) ?? [];
    const [earlier, later] = known === undefined ? [onGrounds(referral.content), onGrounds(after)] : [known, withoutAgreement(holder, known, after)];
    const due = later.filter((each) => !isIn(earlier, each));
    const supersedes = earlier.filter((each) => !isIn(later, each)).map(({ rule, anchor, anchorAt }) => ({ rule, anchor, anchorAt }));
    return due.length + supersedes.length === 0 ? [] : [{ agency, due, ...(supersedes.length > 0 && { supersedes }) }];
  });
}

function isIn(list: readonly DueTime[], { rule, anchorAt }: DueTime): boolean {
  return list.some((each) => each.rule === rule && each.anchorAt === anchorAt);
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
