import type { ReferralFacts } from '#libs/agreements';
import type { SubmitReferralRequest } from '#libs/contracts';

const LONDON_DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' });

/** What the sharing agreements need to know of a referral to say who is told; `at` decides which of them are in force. */
export function referralFacts(content: SubmitReferralRequest, at: Date): ReferralFacts {
  return {
    force: content.referrer.force,
    area: content.area,
    concernTypes: [...new Set([...content.concern.types, ...(content.concern.flags ?? [])])],
    grade: content.risk.grade,
    schools: content.children.flatMap(({ school }) => (school?.urn === undefined ? [] : [school.urn])),
    on: LONDON_DAY.format(at),
  };
}
