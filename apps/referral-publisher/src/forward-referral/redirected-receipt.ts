import type { ReferralAcknowledged } from '#libs/contracts';
import type { StatementData } from '#libs/safeguarding';

/** A receipt by which an agency redirects a referral. Its contract requires these fields. */
export type RedirectedReceipt = ReferralAcknowledged & Required<Pick<ReferralAcknowledged, 'referralId' | 'redirectedTo'>>;

/** @param receipt the payload of a receipt of the ladder. */
export function isRedirect(receipt: StatementData): receipt is RedirectedReceipt {
  return (receipt as ReferralAcknowledged).rung === 'redirected';
}
