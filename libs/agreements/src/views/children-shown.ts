import type { ReferralContent, ReferralView, SubmitReferralRequest } from '#libs/contracts';

import type { Recipient } from '../routing/compile.js';
import { viewOf, type Allowance } from './view.js';

/**
 * The ids of the children that a view shows, where it shows some of the children only. Undefined where it shows all of them, and for an
 * agency that may see no field of a child: it was sent the referral as a whole.
 */
export function childrenShownBy({ children }: Pick<ReferralContent, 'children'>, allowance: Allowance, view: ReferralView): readonly string[] | undefined {
  const shown = view.children?.map(({ childId }) => childId) ?? [];
  if (shown.length === children.length || (shown.length === 0 && !isOfSomeChildren(allowance))) return undefined;
  return shown;
}

/**
 * The positions of the children whom no agency that is asked to decide would be sent. Empty where no agency is asked to decide, because such a
 * referral is a notice, and where one of them is sent all children.
 */
export function childrenNotSent(content: SubmitReferralRequest, recipients: readonly Recipient[]): readonly number[] {
  const deciding = recipients.filter(({ expectation }) => expectation === 'acknowledge-and-decide');
  if (deciding.length === 0 || deciding.some((each) => !isOfSomeChildren(each))) return [];
  const numbered: ReferralContent = { ...content, children: content.children.map((child, index) => ({ ...child, missingEpisodes: [], childId: String(index) })) };
  const all = numbered.children.map(({ childId }) => childId);
  const sent = new Set(deciding.flatMap((each) => childrenShownBy(numbered, each, viewOf(numbered, each)) ?? all));
  return all.flatMap((childId, index) => (sent.has(childId) ? [] : [index]));
}

function isOfSomeChildren({ fields, onRollOf, forChildren = [] }: Allowance): boolean {
  return onRollOf !== undefined || (forChildren.length > 0 && !fields.some((field) => field === 'children' || field.startsWith('children.')));
}
