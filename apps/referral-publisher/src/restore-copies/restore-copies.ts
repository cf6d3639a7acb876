import { decodeEvent, LIFECYCLE_CONTRACTS, type Topics } from '#libs/contracts';
import { StatementJudge } from '#libs/judgement';
import { newId } from '#libs/kernel';
import { readToEnd } from '#libs/messaging';
import { batchJson, statement, type Database, type Transaction } from '#libs/persistence';
import { copiesIn, type CopyOfReferral } from '#libs/safeguarding';

import { lockReferrals } from '../change-referral/present-referral.js';

const ADD = statement(
  'publisher-restore-copies',
  `INSERT INTO restored_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id)
   SELECT r.* FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, message_id uuid, envelope_digest text, hop smallint,
     partition integer, sent_at timestamptz, update_id uuid)
   WHERE NOT EXISTS (SELECT 1 FROM sent_copy c WHERE c.referral_id = r.referral_id AND c.agency = r.agency AND c.message_id = r.message_id)
   ON CONFLICT DO NOTHING RETURNING message_id`,
);

interface RestoreParts {
  readonly database: Database;
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly agencies: readonly string[];
  readonly onProgress?: (messages: number, left: bigint) => void;
}

/**
 * Adds the copies that the lifecycle topic names and the publisher's own records lack, because a backup is older than they are, and
 * judges the statements that wait for them. It restores no referral: the referral's content is not in the topic.
 *
 * @returns the number of messages read and of copies added.
 */
export async function restoreCopies({ database, brokers, topics, agencies, onProgress }: RestoreParts): Promise<{ readonly messages: number; readonly copies: number }> {
  const judge = new StatementJudge({ topics, agencies, storesCopies: false });
  let copies = 0;
  const { messages } = await readToEnd({
    brokers, clientId: 'referral-publisher-restore', groupId: `${topics.publisherGroup()}.restore-${newId()}`, topics: [topics.lifecycle()],
    ...(onProgress !== undefined && { onProgress }),
  }, async (batch) => {
    const named = batch.messages.flatMap((message) => {
      const decoded = decodeEvent(message, LIFECYCLE_CONTRACTS);
      return decoded.ok ? copiesIn(decoded.value) : [];
    });
    if (named.length > 0) copies += await database.transaction((transaction) => add(transaction, judge, named));
  });
  return { messages, copies };
}

async function add(transaction: Transaction, judge: StatementJudge, named: readonly CopyOfReferral[]): Promise<number> {
  const rows = named.map(({ referralId, messageId, envelopeDigest, sentAt, updateId, agency, hop, partition }) => ({
    referral_id: referralId, agency, message_id: messageId, envelope_digest: envelopeDigest, hop, partition, sent_at: sentAt, update_id: updateId,
  }));
  await lockReferrals(transaction, [...new Set(named.map(({ referralId }) => referralId))].toSorted());
  const { rows: added } = await transaction.run<{ readonly message_id: string }>(ADD, [batchJson(rows)]);
  const missing = new Set(added.map(({ message_id: id }) => id));
  await judge.take(transaction, named.filter(({ messageId }) => missing.has(messageId)), []);
  return missing.size;
}
