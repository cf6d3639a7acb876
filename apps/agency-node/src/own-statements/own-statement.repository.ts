import { envelopeDigest, partitionOfCase, statedContent, type OutgoingMessage } from '#libs/contracts';
import { statement, type Transaction } from '#libs/persistence';

const INSERT = statement(
  'node-insert-own-statement',
  `INSERT INTO own_statement (receipt_id, referral_id, partition, digest, rung, kind, person, stated_at, topic, key, headers, value)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);
const OF_REFERRALS = statement(
  'node-own-statements',
  'SELECT topic, key, headers, value FROM own_statement WHERE referral_id = ANY ($1::uuid[]) ORDER BY place',
);

interface StatedData {
  readonly receiptId: string;
  readonly referralId: string;
  readonly actor: string;
  readonly occurredAt: string;
}

/** Stores the statement of a person as it is sent, so that it can be sent again byte for byte, and the verdict on it can be found. */
export async function storeOwnStatement(transaction: Transaction, { topic, key, headers, value }: OutgoingMessage): Promise<void> {
  const bytes = value ?? Buffer.alloc(0);
  const data = JSON.parse(bytes.toString('utf8')) as StatedData;
  const { receiptId, referralId, actor, occurredAt } = data;
  const { rung = null, kind = null } = statedContent(data);
  await transaction.run(INSERT, [
    receiptId, referralId, partitionOfCase(key), envelopeDigest(bytes), rung, kind, actor, occurredAt, topic, key, JSON.stringify(headers), bytes,
  ]);
}

/** What persons of this agency stated about these referrals, as it was sent, in the order in which it was stated. */
export async function ownStatements(transaction: Transaction, referralIds: readonly string[]): Promise<readonly OutgoingMessage[]> {
  const { rows } = await transaction.run<OutgoingMessage>(OF_REFERRALS, [referralIds]);
  return rows;
}
