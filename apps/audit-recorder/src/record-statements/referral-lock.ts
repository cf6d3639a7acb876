import { statement, type Transaction } from '#libs/persistence';

/** Inserts and locks in the order of ids, so that two recorders can wait for each other but never in a circle. */
const ADD = statement(
  'recorder-add-judged-referrals',
  'INSERT INTO judged_referral (referral_id) SELECT id FROM unnest($1::uuid[]) AS r (id) ORDER BY id ON CONFLICT DO NOTHING',
);
const LOCK = statement('recorder-lock-referrals', 'SELECT 1 FROM judged_referral WHERE referral_id = ANY ($1::uuid[]) ORDER BY referral_id FOR UPDATE');

/** Locks referrals until the end of the transaction, so that facts and statements of one referral take turns. */
export async function lockReferrals(transaction: Transaction, referralIds: readonly string[]): Promise<void> {
  if (referralIds.length === 0) return;
  transaction.send(ADD, [referralIds]);
  await transaction.run(LOCK, [referralIds]);
}
