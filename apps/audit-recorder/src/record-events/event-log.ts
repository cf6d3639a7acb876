import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { EventRow } from './event-row.js';

/** `recorded_at` is the exchange's clock, read once for a whole batch. Within a batch, event ids keep the order of the messages. */
const APPEND = statement(
  'recorder-append-events',
  `INSERT INTO event (event_id, recorded_at, message_id, type, referral_id, agency, hop, rung, occurred_at, actor, reason_code, decision,
     feedback, redirected_to, force, correlation_id, envelope_digest, kafka_topic, kafka_partition, kafka_offset, value_digest, data, code, change_id,
     statement_id, entry, stored_at, clock_id, rule, asserted_by)
   SELECT r.event_id, (SELECT exchange_now()), r.message_id, r.type, r.referral_id, r.agency, r.hop, r.rung, r.occurred_at, r.actor, r.reason_code, r.decision,
     r.feedback, r.redirected_to, r.force, r.correlation_id, r.envelope_digest, r.kafka_topic, r.kafka_partition, r.kafka_offset,
     r.value_digest, r.data::json, r.code, r.change_id, r.statement_id, r.entry, r.stored_at, r.clock_id, r.rule, r.asserted_by
   FROM json_to_recordset($1::json) AS r (event_id uuid, message_id uuid, type text, referral_id uuid, agency text, hop smallint, rung text,
     occurred_at timestamptz, actor text, reason_code text, decision text, feedback text, redirected_to text, force text,
     correlation_id uuid, envelope_digest text, kafka_topic text, kafka_partition integer, kafka_offset bigint, value_digest text, data text,
     code text, change_id uuid, statement_id uuid, entry smallint, stored_at timestamptz,
     clock_id uuid, rule text, asserted_by text)`,
);

/** Appends to the log. No role can change or remove these rows afterwards. */
export function appendEvents(transaction: Transaction, rows: readonly EventRow[]): void {
  if (rows.length > 0) transaction.send(APPEND, [batchJson(rows)]);
}
