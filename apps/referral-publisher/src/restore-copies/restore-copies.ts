import { decodeEvent, LIFECYCLE_CONTRACTS, type ReceivedEvent, type Topics } from '#libs/contracts';
import { knownFactsIn, StatementJudge } from '#libs/judgement';
import { newId } from '#libs/kernel';
import { readToEnd, type KafkaCluster } from '#libs/messaging';
import { batchJson, statement, type Database, type Transaction } from '#libs/persistence';

import { lockReferrals } from '../change-referral/present-referral.js';
import { restoreFacts, type RestoredFacts } from './restored-facts.repository.js';

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
  readonly kafka: KafkaCluster;
  readonly topics: Topics;
  readonly agencies: readonly string[];
  readonly onProgress?: (messages: number, left: bigint) => void;
}

/** The result of reading the facts again. */
export interface Restored extends RestoredFacts {
  /** Messages that were read. */
  readonly messages: number;
  readonly copies: number;
}

/**
 * Adds what the lifecycle topic names and the publisher's own records lack, because a backup is older: copies, later recipients, outcomes of redirects and
 * withdrawals. It judges the statements about the copies. It restores no referral and no change of content, because no content is in the topic.
 */
export async function restoreCopies({ database, kafka, topics, agencies, onProgress }: RestoreParts): Promise<Restored> {
  const judge = new StatementJudge({ topics, agencies, storesFacts: false });
  const batches: Omit<Restored, 'messages'>[] = [];
  const { messages } = await readToEnd({
    ...kafka, clientId: 'referral-publisher-restore', groupId: `${topics.publisherGroup()}.restore-${newId()}`, topics: [topics.lifecycle()],
    ...(onProgress !== undefined && { onProgress }),
  }, async (batch) => {
    const events = batch.messages.flatMap((message) => {
      const decoded = decodeEvent(message, LIFECYCLE_CONTRACTS);
      return decoded.ok ? [decoded.value] : [];
    });
    batches.push(await database.transaction((transaction) => add(transaction, judge, events)));
  });
  const sum = (count: (each: Omit<Restored, 'messages'>) => number): number => batches.reduce((total, each) => total + count(each), 0);
  return {
    messages, copies: sum(({ copies }) => copies), recipients: sum(({ recipients }) => recipients), withdrawals: sum(({ withdrawals }) => withdrawals),
    lostReferrals: [...new Set(batches.flatMap(({ lostReferrals }) => lostReferrals))], lostChanges: batches.flatMap(({ lostChanges }) => lostChanges),
  };
}

async function add(transaction: Transaction, judge: StatementJudge, events: readonly ReceivedEvent[]): Promise<Omit<Restored, 'messages'>> {
  const { copies, declined } = knownFactsIn(events);
  const about = events.flatMap(({ attributes: { subject } }) => subject ?? []);
  await lockReferrals(transaction, [...new Set([...about, ...copies.map(({ referralId }) => referralId)])].toSorted());
  const restored = await restoreFacts(transaction, events);
  const rows = copies.map(({ referralId, messageId, envelopeDigest, sentAt, updateId, agency, hop, partition }) => ({
    referral_id: referralId, agency, message_id: messageId, envelope_digest: envelopeDigest, hop, partition, sent_at: sentAt, update_id: updateId,
  }));
  const { rows: added } = await transaction.run<{ readonly message_id: string }>(ADD, [batchJson(rows)]);
  const missing = new Set(added.map(({ message_id: id }) => id));
  // A copy that came back with its recipient is in no table of restored copies, and the statements about it are judged as well.
  const judged = restored.recipients > 0 ? copies : copies.filter(({ messageId }) => missing.has(messageId));
  await judge.take(transaction, { copies: judged, declined }, []);
  return { ...restored, copies: missing.size };
}
