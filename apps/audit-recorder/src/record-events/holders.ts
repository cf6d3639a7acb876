import { statement, type Transaction } from '#libs/persistence';

import type { RecipientFold } from './fold-facts.js';

/**
 * Since when no agency has the child, for every recipient that must answer: the same rule as `holderOf` of libs/safeguarding, which a test
 * compares. In SQL, because the rows of a referral are merged in the database, and a list of silences reads them by index.
 */
const SET_HOLDERS = statement(
  'recorder-set-holders',
  `WITH asked AS (
     SELECT referral_id, agency, no_holder_since AS known, accepted_at, (withdrawn).at AS withdrawn_at, LEAST(refused_at, (onward).at, GREATEST((ended).ended_at, CASE WHEN (ended).ended_at IS NOT NULL THEN published_at END)) AS left_at,
       expectation = 'acknowledge-and-decide' AS decides,
       bool_or(expectation = 'acknowledge-and-decide') OVER (PARTITION BY referral_id) AS has_deciding
     FROM recipient_projection WHERE referral_id = ANY ($1::uuid[]) AND published_at IS NOT NULL
   ), held AS (
     SELECT referral_id, CASE WHEN bool_and(accepted_at IS NULL AND withdrawn_at IS NULL AND left_at IS NOT NULL) THEN max(left_at) END AS since
     FROM asked WHERE decides OR NOT has_deciding GROUP BY referral_id
   ), wanted AS (
     SELECT referral_id, agency, known, CASE WHEN decides OR NOT has_deciding THEN since END AS since FROM asked JOIN held USING (referral_id)
   )
   UPDATE recipient_projection p SET no_holder_since = w.since FROM (SELECT * FROM wanted ORDER BY referral_id, agency) AS w
   WHERE p.referral_id = w.referral_id AND p.agency = w.agency AND w.known IS DISTINCT FROM w.since`,
);

/** The occurrences by which a child gets a holder or loses one, in any order in which they are recorded. */
const CHANGING = ['named', 'accepted', 'refused', 'onward', 'withdrawn', 'ended'] as const satisfies readonly (keyof RecipientFold)[];

/** Works out the holders of the referrals that these contributions may have changed. */
export function projectHolders(transaction: Transaction, recipients: readonly RecipientFold[], others: readonly string[] = []): void {
  const changed = recipients.filter((each) => CHANGING.some((kind) => each[kind] !== undefined));
  const ids = [...new Set([...changed.map(({ referral_id: id }) => id), ...others])].toSorted();
  if (ids.length > 0) transaction.send(SET_HOLDERS, [ids]);
}
