import { decodeEvent, isEvent, LIFECYCLE_CONTRACTS, ReferralForwardedContract, ReferralForwardingDeclinedContract, type ReceivedEvent, type Topics } from '#libs/contracts';
import { knownFactsIn, StatementJudge, type JudgementFacts } from '#libs/judgement';
import { newId } from '#libs/kernel';
import { readToEnd } from '#libs/messaging';
import { batchJson, statement, type Database, type Transaction } from '#libs/persistence';

import { lockReferrals } from '../change-referral/present-referral.js';

const ADD = statement(
  'publisher-restore-copies',
  `INSERT INTO restored_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id)
   SELECT r.* FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, message_id uuid, envelope_digest text, hop smallint,
     partition integer, sent_at timestamptz, update_id uuid)
   WHERE NOT EXISTS (SELECT 1 FROM sent_copy c WHERE c.referral_id = r.referral_id AND c.agency = r.agency AND c.message_id = r.message_id)
   ON CONFLICT DO NOTHING RETURNING message_id`,
);

const ADD_OUTCOMES = statement(
  'publisher-restore-redirect-outcomes',
  `INSERT INTO redirect_outcome (referral_id, agency, statement_id, outcome, decided_at)
   SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, statement_id uuid, outcome text, decided_at timestamptz) ON CONFLICT DO NOTHING`,
);

interface RestoreParts {
  readonly database: Database;
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly agencies: readonly string[];
  readonly onProgress?: (messages: number, left: bigint) => void;
}

/**
 * Adds the copies and the outcomes of redirects that the lifecycle topic names and the publisher's own records lack, because a backup is older than they are, and
 * judges the statements about them. It restores no referral: the referral's content is not in the topic.
 *
 * @returns the number of messages read and of copies added.
 */
export async function restoreCopies({ database, brokers, topics, agencies, onProgress }: RestoreParts): Promise<{ readonly messages: number; readonly copies: number }> {
  const judge = new StatementJudge({ topics, agencies, storesFacts: false });
  let copies = 0;
  const { messages } = await readToEnd({
    brokers, clientId: 'referral-publisher-restore', groupId: `${topics.publisherGroup()}.restore-${newId()}`, topics: [topics.lifecycle()],
    ...(onProgress !== undefined && { onProgress }),
  }, async (batch) => {
    const events = batch.messages.flatMap((message) => {
      const decoded = decodeEvent(message, LIFECYCLE_CONTRACTS);
      return decoded.ok ? [decoded.value] : [];
    });
    const facts = knownFactsIn(events);
    if (facts.copies.length + facts.declined.length > 0) copies += await database.transaction((transaction) => add(transaction, judge, facts, outcomesIn(events)));
  });
  return { messages, copies };
}

/** What the facts say of redirects, by the names of the columns. */
function outcomesIn(events: readonly ReceivedEvent[]): readonly object[] {
  return events.flatMap((event) => {
    if (isEvent(event, ReferralForwardedContract)) {
      const { referralId, fromAgency, because, forwardedAt } = event.data;
      return [{ referral_id: referralId, agency: fromAgency, statement_id: because, outcome: 'forwarded', decided_at: forwardedAt }];
    }
    if (!isEvent(event, ReferralForwardingDeclinedContract)) return [];
    const { referralId, fromAgency, because, reason, declinedAt } = event.data;
    return [{ referral_id: referralId, agency: fromAgency, statement_id: because, outcome: reason, decided_at: declinedAt }];
  });
}

async function add(transaction: Transaction, judge: StatementJudge, { copies, declined }: JudgementFacts, outcomes: readonly object[]): Promise<number> {
  const rows = copies.map(({ referralId, messageId, envelopeDigest, sentAt, updateId, agency, hop, partition }) => ({
    referral_id: referralId, agency, message_id: messageId, envelope_digest: envelopeDigest, hop, partition, sent_at: sentAt, update_id: updateId,
  }));
  await lockReferrals(transaction, [...new Set([...copies, ...declined].map(({ referralId }) => referralId))].toSorted());
  if (outcomes.length > 0) await transaction.run(ADD_OUTCOMES, [batchJson(outcomes)]);
  const { rows: added } = await transaction.run<{ readonly message_id: string }>(ADD, [batchJson(rows)]);
  const missing = new Set(added.map(({ message_id: id }) => id));
  await judge.take(transaction, { copies: copies.filter(({ messageId }) => missing.has(messageId)), declined }, []);
  return missing.size;
}
