import type { Grade, SubmitReferralRequest } from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import type { Partnership, Schooling } from '../model/partnership.js';

/** The facts of a referral that routing needs; no personal data. */
export interface ReferralFacts {
  /** The sending force's id. */
  readonly force: string;
  /** Concern types and flags together, because an agreement's rule about domestic abuse applies to either. */
  readonly concernTypes: readonly string[];
  readonly grade: Grade;
  /** Where the children live and learn. Children who are alike in this are one entry. */
  readonly children: readonly ChildPlace[];
  /** The local day of the sharing (ISO date), because an agreement shares nothing before it takes effect. */
  readonly on: string;
}

/** Where a child lives and learns. */
export interface ChildPlace {
  readonly area: string;
  /** The URN of the school, or the reason why there is none. Routing itself finds URNs that no agency has. */
  readonly school: { readonly urn: string } | { readonly without: Schooling };
}

export type ReferredChild = SubmitReferralRequest['children'][number];

/** The facts of a referral from which the sharing agreements decide its recipients; `at` decides which agreements are in force. */
export function referralFacts(content: SubmitReferralRequest, at: Date): ReferralFacts {
  const { concern } = content;
  const places = new Map(content.children.map((child) => {
    const [area, school] = [areaOf(child, content), schoolOf(child)];
    return [`${area} ${'urn' in school ? school.urn : school.without}`, { area, school }];
  }));
  return {
    force: content.referrer.force,
    concernTypes: concern.flags === undefined ? concern.types : [...new Set<string>([...concern.types, ...concern.flags])],
    grade: content.risk.grade,
    children: [...places.values()],
    on: toLocalTime(at.getTime()).date,
  };
}

/** The area where a child lives: its own, or that of the referral. */
export function areaOf(child: Pick<ReferredChild, 'area'>, { area }: Pick<SubmitReferralRequest, 'area'>): string {
  return child.area ?? area;
}

/** Every area where a child of the referral lives. */
export function areasOf(content: Pick<SubmitReferralRequest, 'area' | 'children'>): readonly string[] {
  return [...new Set(content.children.map((child) => areaOf(child, content)))];
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
