import type { Grade, SubmitReferralRequest } from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import type { Partnership, Schooling } from '../model/partnership.js';

/** The facts of a referral that routing needs; no personal data. */
export interface ReferralFacts {
  /** The sending force's id. */
  readonly force: string;
  readonly area: string;
  /** Concern types and flags together, because an agreement's rule about domestic abuse applies to either. */
  readonly concernTypes: readonly string[];
  readonly grade: Grade;
  /** URNs of the children's schools, as far as known. */
  readonly schools: readonly string[];
  /** The reasons why children have no school that can be notified. Routing itself finds URNs that no agency has. */
  readonly schooling: readonly Schooling[];
  /** The local day of the sharing (ISO date), because an agreement shares nothing before it takes effect. */
  readonly on: string;
}

export type ReferredChild = SubmitReferralRequest['children'][number];

/** The facts of a referral from which the sharing agreements decide its recipients; `at` decides which agreements are in force. */
export function referralFacts(content: SubmitReferralRequest, at: Date): ReferralFacts {
  const { concern } = content;
  const schools = new Set<string>();
  const schooling = new Set<Schooling>();
  for (const child of content.children) {
    const place = schoolOf(child);
    if ('urn' in place) schools.add(place.urn);
    else schooling.add(place.without);
  }
  return {
    force: content.referrer.force,
    area: content.area,
    concernTypes: concern.flags === undefined ? concern.types : [...new Set<string>([...concern.types, ...concern.flags])],
    grade: content.risk.grade,
    schools: [...schools],
    schooling: [...schooling],
    on: toLocalTime(at.getTime()).date,
  };
}

/**
 * The URN of a child's school, or the reason why there is none. A child marked as educated at home counts as such, even if a
 * school is named, because that is the former school.
 */
export function schoolOf(child: ReferredChild): { readonly urn: string } | { readonly without: Schooling } {
  if (child.educatedAtHome === true) return { without: 'educated-at-home' };
  if (child.school === undefined) return { without: 'no-school-stated' };
  return child.school.urn === undefined ? { without: 'school-outside-partnership' } : { urn: child.school.urn };
}

/** Agencies that the referral links to the alleged abuser. */
export function linkedAgencies(content: SubmitReferralRequest): readonly string[] {
  return content.allegedAbuser?.linkedAgencies ?? [];
}

/** Positions in `allegedAbuser.linkedAgencies` of ids that no agency has: a mask for such an id would hide nothing. */
export function unknownLinkedAgencies({ agencies }: Pick<Partnership, 'agencies'>, content: SubmitReferralRequest): readonly number[] {
  return linkedAgencies(content).flatMap((linked, index) => (agencies.some(({ id }) => id === linked) ? [] : [index]));
}
