import type { Grade, SubmitReferralRequest } from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import type { Partnership, Schooling } from '../model/partnership.js';

/** What routing needs to know of a referral; no personal data. */
export interface ReferralFacts {
  /** The sending force's id. */
  readonly force: string;
  readonly area: string;
  /** Concern types and flags together: an agreement's rule about domestic abuse means either. */
  readonly concernTypes: readonly string[];
  readonly grade: Grade;
  /** URNs of the schools the children go to, as far as known. */
  readonly schools: readonly string[];
  /** Of the children whom no school can be told about, why not. A URN that no agency has is routing's to notice. */
  readonly schooling: readonly Schooling[];
  /** The local day of the sharing (ISO date): an agreement shares nothing before it takes effect. */
  readonly on: string;
}

export type ReferredChild = SubmitReferralRequest['children'][number];

/** What the sharing agreements need to know of a referral to say who is told; `at` decides which of them are in force. */
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
 * The URN of a child's school, or why there is none. A child said to be educated at home is that, even where a school is
 * named: it is the one the child used to go to.
 */
export function schoolOf(child: ReferredChild): { readonly urn: string } | { readonly without: Schooling } {
  if (child.educatedAtHome === true) return { without: 'educated-at-home' };
  if (child.school === undefined) return { without: 'no-school-stated' };
  return child.school.urn === undefined ? { without: 'school-outside-partnership' } : { urn: child.school.urn };
}

/** Agencies that the referral says the alleged abuser is linked to. */
export function linkedAgencies(content: SubmitReferralRequest): readonly string[] {
  return content.allegedAbuser?.linkedAgencies ?? [];
}

/** Positions in `allegedAbuser.linkedAgencies` of ids that no agency has: a mask that was meant for somebody would hide nothing. */
export function unknownLinkedAgencies({ agencies }: Pick<Partnership, 'agencies'>, content: SubmitReferralRequest): readonly number[] {
  return linkedAgencies(content).flatMap((linked, index) => (agencies.some(({ id }) => id === linked) ? [] : [index]));
}
