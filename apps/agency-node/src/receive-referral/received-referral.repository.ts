import { batchJson, statement, type StatementRunner } from '#libs/persistence';

/** One message of a batch as a row. Names are those of the columns, because the batch travels as one JSON parameter. */
export interface ReceivedRow {
  readonly message_id: string;
  readonly receipt_id: string;
  readonly referral_id: string;
  readonly case_key: string;
  readonly hop: number;
  readonly force: string;
  readonly purpose: string;
  readonly agreement_id: string;
  readonly agreement_version: number;
  readonly expectation: string;
  readonly envelope_digest: string;
  readonly topic: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly correlation_id: string;
  readonly issued_at: string;
  readonly marking: string;
  readonly grade: string | undefined;
  readonly concern_types: readonly string[] | undefined;
  readonly view: object;
  /** Of a copy that was sent again: the version of its content. */
  readonly version: number | undefined;
}

const NOW = statement('node-batch-time', `SELECT exchange_now() AS now`);

/**
 * Stores a whole batch in one statement, regardless of its size. A message that was delivered before changes nothing. Of several
 * messages about one referral, the node keeps the content of the first, because people have opened it and receipts are about it. A later
 * message (sent again, or as a later hop) is stored as a delivery of its own, without its content.
 */
const STORE = statement(
  'node-store-referrals',
  `WITH message AS (
     SELECT m.*, date_trunc('milliseconds', exchange_now()) AS received_at FROM ROWS FROM (json_to_recordset($1::json) AS (
       message_id uuid, receipt_id uuid, referral_id uuid, case_key text, hop smallint, force text, purpose text,
       agreement_id text, agreement_version integer, expectation text, envelope_digest text,
       topic text, partition integer, kafka_offset bigint, correlation_id uuid, issued_at timestamptz,
       marking text, grade text, concern_types text[], view jsonb, version integer
     )) WITH ORDINALITY AS m (
       message_id, receipt_id, referral_id, case_key, hop, force, purpose, agreement_id, agreement_version, expectation,
       envelope_digest, topic, partition, kafka_offset, correlation_id, issued_at,
       marking, grade, concern_types, view, version, place
     )
   ), delivered AS (
     INSERT INTO delivery (message_id, receipt_id, referral_id, hop, envelope_digest, topic, partition, kafka_offset,
       correlation_id, issued_at, delivered_at)
     SELECT message_id, receipt_id, referral_id, hop, envelope_digest, topic, partition, kafka_offset,
       correlation_id, issued_at, received_at
     FROM message
     ON CONFLICT (message_id) DO NOTHING
     RETURNING message_id, delivered_at
   ), held AS (
     INSERT INTO referral (referral_id, message_id, case_key, hop, force, purpose, agreement_id, agreement_version, expectation,
       received_at)
     SELECT DISTINCT ON (referral_id) referral_id, message_id, case_key, hop, force, purpose, agreement_id, agreement_version,
       expectation, received_at
     FROM message JOIN delivered USING (message_id) ORDER BY referral_id, place
     ON CONFLICT (referral_id) DO NOTHING
     RETURNING message_id
   ), content AS (
     INSERT INTO referral_content (referral_id, marking, grade, concern_types, view, version)
     SELECT referral_id, marking, grade, concern_types, view, coalesce(version, 1) FROM message JOIN held USING (message_id)
   ), counted AS (
     UPDATE rung_count SET referrals = referrals + (SELECT count(*) FROM held)
     WHERE rung = 'delivered' AND EXISTS (SELECT FROM held)
   )
   SELECT message_id AS "messageId", delivered_at AS "deliveredAt" FROM delivered`,
);
const DIGESTS = statement(
  'node-delivered-digests', 'SELECT message_id AS "messageId", envelope_digest AS digest FROM delivery WHERE message_id = ANY ($1::uuid[])',
);

/** The database's time in milliseconds. Several copies of a node write one history, because none uses its own clock. */
export async function batchTime(transaction: StatementRunner): Promise<string> {
  const { rows } = await transaction.run<{ now: Date }>(NOW);
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL gave no time: a bug');
  return row.now.toISOString();
}

/**
 * Stores the messages that were not delivered before. It waits for another copy of the node that is storing one of them.
 *
 * @param rows of distinct messages.
 * @returns the time of each delivery that was stored now, by message id.
 */
export async function storeReferrals(transaction: StatementRunner, rows: readonly ReceivedRow[]): Promise<ReadonlyMap<string, string>> {
  const { rows: stored } = await transaction.run<{ messageId: string; deliveredAt: Date }>(STORE, [batchJson(rows)]);
  return new Map(stored.map(({ messageId, deliveredAt }) => [messageId, deliveredAt.toISOString()]));
}

/** @returns the digests of these messages as they were delivered before, by message id. */
export async function deliveredDigests(transaction: StatementRunner, messageIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (messageIds.length === 0) return new Map();
  const { rows } = await transaction.run<{ messageId: string; digest: string }>(DIGESTS, [messageIds]);
  return new Map(rows.map(({ messageId, digest }) => [messageId, digest]));
}
