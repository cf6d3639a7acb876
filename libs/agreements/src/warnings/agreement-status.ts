import { REFERRAL_FIELDS, ROUTING_FIELDS } from '#libs/contracts';

import type { Agreement, Condition, Partnership } from '../model/partnership.js';
import type { PartnershipWarning } from './warning.js';

/** Checks that the agreements can share on a day, and finds forces without one. */
export function checkStatus(
  { forces, agreements }: Pick<Partnership, 'forces' | 'agreements'>,
  sharing: readonly Agreement[],
  on: string,
): PartnershipWarning[] {
  return [
    ...agreements.flatMap((agreement) => notInForce(agreement, on)),
    ...sharing.filter(({ reviewBy }) => reviewBy < on).map((agreement) => reviewOverdue(agreement)),
    ...forces
      .filter(({ id }) => !sharing.some(({ parties }) => parties.some(({ organisation }) => organisation === id)))
      .map(({ id }): PartnershipWarning => {
        const message = `The force ${id} is party to no agreement in force: all that it sends is refused.`;
        return { code: 'shares-nothing', about: null, message };
      }),
  ];
}

export function reviewOverdue({ id, reviewBy }: Agreement): PartnershipWarning {
  const message = `The agreement ${id} was to be reviewed by ${reviewBy}. It goes on sharing, and every sharing is recorded as past review.`;
  return { code: 'review-overdue', about: id, message };
}

function notInForce({ id, status, effectiveFrom }: Agreement, on: string): PartnershipWarning[] {
  const warning = (message: string): PartnershipWarning[] => [{ code: 'not-in-force', about: id, message }];
  if (status !== 'in-force') return warning(`The agreement ${id} is ${status === 'draft' ? 'a draft' : 'ended'}: it shares nothing.`);
  return effectiveFrom > on ? warning(`The agreement ${id} shares nothing before ${effectiveFrom}.`) : [];
}

/** Finds rules about a field that the contract does not have yet. They take effect with the field. */
export function checkSignals(agreements: readonly Agreement[], fields: readonly string[] = [...REFERRAL_FIELDS, ...ROUTING_FIELDS]): PartnershipWarning[] {
  const canSayLinked = fields.includes('allegedAbuser.linkedAgencies');
  const canSayAtHome = fields.includes('children.educatedAtHome');
  return agreements.flatMap(({ id, views, routes, redirects }) => {
    const masks = views.flatMap(({ mask }) => mask).filter(({ when }) => when.linkedToAllegedAbuser === true && !canSayLinked);
    const rules = [...routes, ...redirects].filter(({ when }) => isAboutHomeOnly(when) && !canSayAtHome);
    return [
      ...masks.map((mask) =>
        cannotApply(`${id}/${mask.id}`, `The mask ${mask.id} hides nothing yet: no referral can name the agencies that an alleged abuser is linked to.`),
      ),
      ...rules.map((rule) =>
        cannotApply(`${id}/${rule.id}`, `The rule ${rule.id} never applies yet: no referral can state that a child is educated at home. Add no-school-stated.`),
      ),
    ];
  });
}

function isAboutHomeOnly({ schooling }: Condition): boolean {
  return schooling !== undefined && schooling.every((reason) => reason === 'educated-at-home');
}

function cannotApply(about: string, message: string): PartnershipWarning {
  return { code: 'cannot-apply-yet', about, message };
}
