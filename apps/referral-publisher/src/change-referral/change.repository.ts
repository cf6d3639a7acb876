import type { ReferralFacts } from '#libs/agreements';
import type { AddedReason, ReferralContent, ShownChildren, UpdateRecipient } from '#libs/contracts';
import { comparisonForm } from '#libs/kernel';
import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { SharedWith } from '../share-view.js';

export interface ChangeRow {
  readonly changeId: string;
  readonly organisation: string;
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly requestDigest: string;
  readonly referralId: string | null;
  readonly person: string | null;
  readonly assertedBy: string | null;
  readonly correlationId: string;
  readonly recordedAt: string;
  readonly details: object;
  readonly answer: object;
}

const LOCK_KEY = statement('publisher-lock-key', `SELECT pg_advisory_xact_lock(hashtextextended('exchange/key/' || current_schema() || $1, 0))`);
const FIND = statement('publisher-find-change', 'SELECT request_digest, answer FROM change WHERE organisation = $1 AND idempotency_key = $2');
const INSERT = statement(
  'publisher-insert-change',
  `WITH made AS (
     INSERT INTO change (change_id, organisation, operation, idempotency_key, request_digest, referral_id, person, asserted_by, correlation_id, recorded_at, details, answer)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING change_id
   )
   INSERT INTO change_recipient (change_id, agency, message_id, envelope_digest, partition, data)
   SELECT made.change_id, agency, message_id, envelope_digest, partition, data
   FROM made, json_to_recordset($13::json) AS r (agency text, message_id uuid, envelope_digest text, partition integer, data jsonb)`,
);
const LAST_CHANGE = statement(
  'publisher-last-change-time',
  'SELECT greatest(r.accepted_at, (SELECT max(c.recorded_at) FROM change c WHERE c.referral_id = r.referral_id)) AS at FROM referral r WHERE r.referral_id = $1',
);
const KEEP_VERSION = statement(
  'publisher-keep-version',
  'INSERT INTO content_version (referral_id, version, digest, facts, replaced_by) VALUES ($1, $2, $3, $4, $5)',
);
const REPLACE_CONTENT = statement(
  'publisher-replace-content',
  'UPDATE referral_content SET content = $2, incident_reference_key = $3 WHERE referral_id = $1',
);
const ADD_RECIPIENTS = statement(
  'publisher-add-recipients',
  `INSERT INTO recipient (referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest,
     partition, published_at, content_version, added_because, from_agency, children, due)
   SELECT $2, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, partition, $3, $4, $5, $6, children, due
   FROM json_to_recordset($1::json) AS r (agency text, hop smallint, purpose text, agreement_id text,
     agreement_version integer, expectation text, message_id uuid, envelope_digest text, partition integer, children jsonb, due json)`,
);

const RECORD_CHILDREN = statement(
  'publisher-record-children', 'INSERT INTO corrected_children (change_id, referral_id, recorded_at, children, shown) VALUES ($1, $2, $3, $4, $5)',
);

/** The children of a referral after a correction, and the agencies whose copy shows some of them only. */
export interface CorrectedChildren {
  readonly referralId: string;
  readonly changeId: string;
  readonly recordedAt: string;
  readonly children: readonly string[];
  readonly shown: readonly ShownChildren[];
}

export async function recordChildren(transaction: Transaction, { referralId, changeId, recordedAt, children, shown }: CorrectedChildren): Promise<void> {
  await transaction.run(RECORD_CHILDREN, [changeId, referralId, recordedAt, JSON.stringify(children), shown.length > 0 ? JSON.stringify(shown) : null]);
}

/** The time of the last change of a referral, or of its publication. Undefined where there is no such referral. The caller holds its lock. */
export async function timeOfLastChange(transaction: Transaction, referralId: string): Promise<Date | undefined> {
  const { rows: [last] } = await transaction.run<{ at: Date }>(LAST_CHANGE, [referralId]);
  return last?.at;
}

/**
 * Waits until a concurrent request with this key has committed. A repeat that overtakes its first attempt gets the answer of that
 * attempt.
 */
export async function earlierChange(
  transaction: Transaction,
  organisation: string,
  idempotencyKey: string,
): Promise<{ readonly requestDigest: string; readonly answer: object } | undefined> {
  await transaction.run(LOCK_KEY, [`${organisation}\n${idempotencyKey}`]);
  const { rows: [row] } = await transaction.run<{ request_digest: string; answer: object }>(FIND, [organisation, idempotencyKey]);
  return row === undefined ? undefined : { requestDigest: row.request_digest, answer: row.answer };
}

/** An agency that was sent a change, and the message without its view: codes, ids, places and times. */
export interface ChangeRecipientRow extends UpdateRecipient {
  readonly data: object;
}

export async function insertChange(transaction: Transaction, row: ChangeRow, recipients: readonly ChangeRecipientRow[]): Promise<void> {
  await transaction.run(INSERT, [
    row.changeId, row.organisation, row.operation, row.idempotencyKey, row.requestDigest, row.referralId, row.person, row.assertedBy, row.correlationId,
    row.recordedAt, JSON.stringify(row.details), JSON.stringify(row.answer),
    batchJson(recipients.map(({ agency, messageId, envelopeDigest, partition, data }) => ({ agency, message_id: messageId, envelope_digest: envelopeDigest, partition, data }))),
  ]);
}

/** The facts of a content that is being replaced. */
export interface ReplacedContent {
  readonly referralId: string;
  readonly version: number;
  readonly digest: string;
  readonly facts: ReferralFacts;
  readonly replacedBy: string;
}

/** Replaces the content of a referral. Of the replaced content, the database keeps the digest and the routing facts. */
export async function replaceContent(transaction: Transaction, before: ReplacedContent, content: ReferralContent): Promise<void> {
  const { referralId, version, digest, facts: { on: _, ...facts }, replacedBy } = before;
  await transaction.run(KEEP_VERSION, [referralId, version, digest, JSON.stringify(facts), replacedBy]);
  await transaction.run(REPLACE_CONTENT, [referralId, JSON.stringify(content), comparisonForm(content.incident.reference)]);
}

/** The reason and the change through which an agency became a recipient after the publication. */
export interface LaterSharing {
  readonly referralId: string;
  readonly publishedAt: string;
  readonly contentVersion: number;
  readonly because: AddedReason | 'redirected';
  /** The agency whose redirect, or whose end, brought the referral to the recipients. */
  readonly from?: string;
}

export async function addLaterRecipients(transaction: Transaction, sharing: LaterSharing, recipients: readonly SharedWith[]): Promise<void> {
  if (recipients.length === 0) return;
  const rows = recipients.map(({ agency, hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, children, due }) => ({
    agency, hop, purpose, agreement_id: agreement.id, agreement_version: agreement.version, expectation, message_id: messageId,
    envelope_digest: envelopeDigest, partition, children, due,
  }));
  await transaction.run(ADD_RECIPIENTS, [batchJson(rows), sharing.referralId, sharing.publishedAt, sharing.contentVersion, sharing.because, sharing.from ?? null]);
}
