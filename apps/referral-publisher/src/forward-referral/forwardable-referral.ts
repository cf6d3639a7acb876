import type { SubmitReferralRequest } from '#libs/contracts';
import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { SharedWith } from '../share-view.js';
import { recipientRows } from '../submit-referral/referral-store.js';

/** What is needed to send a referral on. */
export interface ForwardableReferral {
  readonly caseKey: string;
  /** Null once its retention has ended. */
  readonly content: SubmitReferralRequest | null;
  /** The agencies that have it, with the hop at which they got it. */
  readonly hops: ReadonlyMap<string, number>;
}

const FIND = statement(
  'publisher-find-forwardable',
  `SELECT r.case_key AS "caseKey", c.content, n.agency, n.hop
   FROM referral r JOIN recipient n USING (referral_id) LEFT JOIN referral_content c USING (referral_id)
   WHERE r.referral_id = $1`,
);
const ADD_RECIPIENT = statement(
  'publisher-add-recipient',
  `INSERT INTO recipient (referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, published_at)
   SELECT referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, published_at
   FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, hop smallint, purpose text, agreement_id text,
     agreement_version integer, expectation text, message_id uuid, envelope_digest text, published_at timestamptz)
   ON CONFLICT (referral_id, agency) DO NOTHING
   RETURNING agency`,
);

interface FoundRow {
  readonly caseKey: string;
  readonly content: SubmitReferralRequest | null;
  readonly agency: string;
  readonly hop: number;
}

/** @throws Error when the referral is not there: its receipt was matched with a recipient in the same transaction. */
export async function findForwardable(transaction: Transaction, referralId: string): Promise<ForwardableReferral> {
  const { rows } = await transaction.run<FoundRow>(FIND, [referralId]);
  const [first] = rows;
  if (first === undefined) throw new Error('a referral that has a recipient is not there: a bug');
  return { caseKey: first.caseKey, content: first.content, hops: new Map(rows.map(({ agency, hop }) => [agency, hop])) };
}

/** @returns false when the agency has become a recipient in the meantime, by another redirect. */
export async function addRecipient(transaction: Transaction, referralId: string, publishedAt: string, recipient: SharedWith): Promise<boolean> {
  const { count } = await transaction.run(ADD_RECIPIENT, [batchJson(recipientRows(referralId, publishedAt, [recipient]))]);
  return count === 1;
}
