import type { ReceivedEvent } from '#libs/contracts';
import { batchJson, statement, type StatementRunner } from '#libs/persistence';

/** `new` has had no effect yet and may have it now. `conflicting` has a known id with other bytes. */
export type Verdict = 'new' | 'duplicate' | 'conflicting';

/**
 * One round trip for a batch. ON CONFLICT waits for another consumer's open transaction on the same id, so two
 * deliveries at the same time cannot both be new. A row that such a transaction committed meanwhile is not in this
 * statement's snapshot: its digest comes as NULL, and the next statement looks it up.
 *
 * Digests are looked up one by one, and only for ids that are not new. A join with the whole inbox would read the whole
 * table while the statement's plan is young.
 */
const REGISTER = statement(
  'inbox-register',
  `WITH incoming AS (
     SELECT * FROM json_to_recordset($1::json) AS r(message_id uuid, digest text, topic text, partition int, kafka_offset bigint)
   ), stored AS (
     INSERT INTO inbox_message (message_id, digest, topic, partition, kafka_offset)
     SELECT message_id, digest, topic, partition, kafka_offset FROM incoming
     ON CONFLICT (message_id) DO NOTHING RETURNING message_id
   )
   SELECT i.message_id, exchange_now() AS now, s.message_id IS NOT NULL AS fresh,
     CASE WHEN s.message_id IS NULL THEN (SELECT known.digest FROM inbox_message known WHERE known.message_id = i.message_id) END AS digest
   FROM incoming i LEFT JOIN stored s USING (message_id)`,
);
const DIGESTS = statement('inbox-digests', 'SELECT message_id, digest FROM inbox_message WHERE message_id = ANY ($1::uuid[])');
const FORGET = statement('inbox-forget', 'DELETE FROM inbox_message WHERE message_id = ANY ($1::uuid[])');

export interface Registered {
  /** Verdicts by message id. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** The exchange's time, in UTC and milliseconds. Empty when there was nothing to register. */
  readonly now: string;
}

/** Registers events of distinct ids. */
export async function register(transaction: StatementRunner, events: readonly ReceivedEvent[]): Promise<Registered> {
  if (events.length === 0) return { verdicts: new Map(), now: '' };
  const { rows } = await transaction.run<{ message_id: string; now: Date; fresh: boolean; digest: string | null }>(REGISTER, [
    batchJson(
      events.map(({ attributes, digest, message: { topic, partition, offset } }) => ({
        message_id: attributes.id, digest, topic, partition, kafka_offset: offset,
      })),
    ),
  ]);
  const known = new Map(rows.filter(({ fresh }) => !fresh).map(({ message_id, digest }) => [message_id, digest]));
  const unseen = [...known].filter(([, digest]) => digest === null).map(([id]) => id);
  if (unseen.length > 0) {
    const late = await transaction.run<{ message_id: string; digest: string }>(DIGESTS, [unseen]);
    for (const { message_id, digest } of late.rows) known.set(message_id, digest);
  }
  const verdicts = new Map(
    events.map(({ attributes: { id }, digest }): [string, Verdict] => {
      if (!known.has(id)) return [id, 'new'];
      return [id, known.get(id) === digest ? 'duplicate' : 'conflicting'];
    }),
  );
  return { verdicts, now: rows[0]?.now.toISOString() ?? '' };
}

/** Removes events whose effect was refused from the inbox: they have not been received, and a replay may still come. */
export async function forget(transaction: StatementRunner, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length > 0) await transaction.run(FORGET, [messageIds]);
}
