import type { AuditReferralState } from '#libs/contracts';

/** The ids of the referrals of the cases `:caseKeys`. An array, so that PostgreSQL looks each up in an index. */
export const REFERRALS_OF_CASES = 'ARRAY(SELECT of_case.referral_id FROM referral_projection of_case WHERE of_case.case_key = ANY (:caseKeys))';

/** A condition on the referral of the row `row`, from its recipients. */
export function inReferralState(row: string, state: AuditReferralState): string {
  const has = (condition: string): string =>
    `EXISTS (SELECT FROM recipient_projection recipient WHERE recipient.referral_id = ${row}.referral_id AND ${condition})`;
  const withdrawn = has('(recipient.withdrawn).at IS NOT NULL');
  const awaiting = has('recipient.awaiting_since IS NOT NULL');
  const noHolder = has('recipient.awaiting_since IS NOT NULL AND recipient.no_holder_since IS NOT NULL');
  switch (state) {
    case 'withdrawn':
      return withdrawn;
    case 'no-holder':
      return noHolder;
    case 'awaiting':
      return `${awaiting} AND NOT ${noHolder}`;
    case 'answered':
      return `${has('TRUE')} AND NOT ${awaiting} AND NOT ${withdrawn}`;
  }
}
