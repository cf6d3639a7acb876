import { batchJson, statement, type StatementRunner } from '#libs/persistence';

import type { CopyRow, UpdateRow } from './update-rows.js';

const KNOWN = statement('node-known-referrals', 'SELECT referral_id FROM referral WHERE referral_id = ANY ($1::uuid[])');
const STORE = statement(
  'node-store-updates',
  `INSERT INTO referral_update (update_id, receipt_id, referral_id, kind, code, previous_grade, child_id, episode_id, happened_at, risk_level, fields, version, message_id, envelope_digest, topic, partition,
     kafka_offset, correlation_id, issued_at, received_at)
   SELECT update_id, receipt_id, referral_id, kind, code, previous_grade, child_id, episode_id, happened_at, risk_level, fields, version, message_id, envelope_digest, topic, partition, kafka_offset,
     correlation_id, issued_at, received_at
   FROM json_to_recordset($1::json) AS r (update_id uuid, receipt_id uuid, referral_id uuid, kind text, code text, previous_grade text, child_id uuid, episode_id uuid, happened_at timestamptz, risk_level text, fields text[], version integer,
     message_id uuid, envelope_digest text, topic text, partition integer, kafka_offset bigint, correlation_id uuid, issued_at timestamptz,
     received_at timestamptz)
   ON CONFLICT (update_id) DO NOTHING RETURNING update_id`,
);
const REPLACE = statement('node-replace-content', 'SELECT replace_content($1::json)');

/** @returns those of these referrals that this node holds. */
export async function heldReferrals(transaction: StatementRunner, referralIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await transaction.run<{ referral_id: string }>(KNOWN, [referralIds]);
  return new Set(rows.map(({ referral_id: id }) => id));
}

/** @returns ids of the updates that were not stored before under another message. */
export async function storeUpdates(transaction: StatementRunner, rows: readonly UpdateRow[]): Promise<ReadonlySet<string>> {
  const stored = await transaction.run<{ update_id: string }>(STORE, [batchJson(rows)]);
  return new Set(stored.rows.map(({ update_id }) => update_id));
}

/** Each copy replaces a content of a lower version. A copy of an older version than the present one changes nothing. */
export async function replaceContents(transaction: StatementRunner, copies: readonly CopyRow[]): Promise<void> {
  if (copies.length > 0) await transaction.run(REPLACE, [batchJson(copies)]);
}
