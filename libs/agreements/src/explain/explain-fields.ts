import { coversField, type ReferralView, type SubmitReferralRequest } from '#libs/contracts';

import { fieldsPresent, valuesAt } from '../views/fields.js';
import { masksThatApply, viewOf, type Allowance, type BoundMask } from '../views/view.js';
import type { FieldExplanation, FieldObstacle } from './explanation.js';

/**
 * Explains every field of a referral for a recipient. The result comes from the view that the recipient would get, so that it
 * cannot differ from it.
 */
export function explainFields(content: SubmitReferralRequest, allowance: Allowance): readonly FieldExplanation[] {
  const view = viewOf(content, allowance);
  const masks = masksThatApply(content, allowance);
  return fieldsPresent(content).map((field) => {
    const shown = howMuch(content, view, field);
    if (shown === 'yes') return { field, shown, why: null, masks: [] };
    const hiding = masks.filter((mask) => isCovered(mask.fields, field));
    const why = obstacle(field, allowance, hiding);
    return { field, shown, why, masks: why === 'masked' ? hiding.map(({ rule }) => rule) : [] };
  });
}

function howMuch(content: SubmitReferralRequest, view: ReferralView, field: string): FieldExplanation['shown'] {
  const path = field.split('.');
  const seen = valuesAt(view, path).length;
  if (seen === 0) return 'no';
  return seen === valuesAt(content, path).length ? 'yes' : 'in-part';
}

function obstacle(field: string, { fields, forChildren = [] }: Allowance, hiding: readonly BoundMask[]): FieldObstacle {
  const isAllowed = isCovered(fields, field) || forChildren.some((each) => isCovered(each.fields, field));
  if (!isAllowed) return 'not-allowed';
  if (hiding.length > 0) return 'masked';
  return field.startsWith('children.') ? 'other-children' : 'other-concerns';
}

function isCovered(fields: readonly string[], leaf: string): boolean {
  return fields.some((field) => coversField(field, leaf));
}
