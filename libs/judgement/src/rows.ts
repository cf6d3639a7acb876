import { statement } from '#libs/persistence';
import type { StatementData, StatementMark, StatementVerdict } from '#libs/safeguarding';

import type { JudgedStatement } from './judged-statement.js';

const KEY_RECORD = 'agency text, partition integer, statement_id uuid, digest text';
const STATEMENT_RECORD = `${KEY_RECORD}, kafka_offset bigint, entry smallint, referral_id uuid, message_id uuid, correlation_id uuid,
     type text, stored_at timestamptz, data json`;
const VERDICT_RECORD = 'verdict text, effect text, code text, counts_at timestamptz, work_at timestamptz, marks text[]';
/** The columns that a new verdict changes. */
export const VERDICT_COLUMNS: readonly string[] = ['verdict', 'effect', 'code', 'counts_at', 'work_at', 'marks'];

export const STATEMENT_SQL = {
  addCopies: statement(
    'judge-add-copies',
    `INSERT INTO sent_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id)
     SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, message_id uuid, envelope_digest text, hop smallint,
       partition integer, sent_at timestamptz, update_id uuid)
     ON CONFLICT DO NOTHING`,
  ),
  copies: statement(
    'judge-copies',
    `SELECT referral_id AS "referralId", agency, message_id AS "messageId", envelope_digest AS "envelopeDigest", hop, partition, sent_at AS "sentAt",
       update_id AS "updateId" FROM sent_copy WHERE referral_id = ANY ($1::uuid[]) AND agency = ANY ($2::text[])`,
  ),
  addDeclined: statement(
    'judge-add-declined',
    `INSERT INTO declined_redirect (referral_id, agency, statement_id)
     SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, statement_id uuid) ON CONFLICT DO NOTHING`,
  ),
  declined: statement(
    'judge-declined',
    `SELECT referral_id AS "referralId", agency, statement_id AS "statementId" FROM declined_redirect
     WHERE referral_id = ANY ($1::uuid[]) AND agency = ANY ($2::text[])`,
  ),
  statements: statement(
    'judge-statements',
    `SELECT agency, partition, statement_id, digest, kafka_offset, entry, referral_id, message_id, correlation_id, type, stored_at, data,
       verdict, effect, code, counts_at, work_at, marks
     FROM statement WHERE referral_id = ANY ($1::uuid[]) AND agency = ANY ($2::text[])`,
  ),
  identities: statement(
    'judge-identities',
    `SELECT s.agency || ' ' || s.partition || ' ' || s.statement_id || ' ' || s.digest AS identity
     FROM json_to_recordset($1::json) AS r (${KEY_RECORD})
     JOIN statement s ON s.agency = r.agency AND s.partition = r.partition AND s.statement_id = r.statement_id AND s.digest = r.digest`,
  ),
  addStatements: statement(
    'judge-add-statements',
    `INSERT INTO statement (agency, partition, statement_id, digest, kafka_offset, entry, referral_id, message_id, correlation_id, type, stored_at,
       data, ${VERDICT_COLUMNS.join(', ')})
     SELECT * FROM json_to_recordset($1::json) AS r (${STATEMENT_RECORD}, ${VERDICT_RECORD})
     ON CONFLICT DO NOTHING`,
  ),
  saveVerdicts: statement(
    'judge-save-verdicts',
    `UPDATE statement s SET ${VERDICT_COLUMNS.map((column) => `${column} = r.${column}`).join(', ')}
     FROM json_to_recordset($1::json) AS r (${KEY_RECORD}, ${VERDICT_RECORD})
     WHERE s.agency = r.agency AND s.partition = r.partition AND s.statement_id = r.statement_id AND s.digest = r.digest`,
  ),
} as const;

export interface StoredRow {
  readonly agency: string;
  readonly partition: number;
  readonly statement_id: string;
  readonly digest: string;
  readonly kafka_offset: string;
  readonly entry: number;
  readonly referral_id: string;
  readonly message_id: string;
  readonly correlation_id: string;
  readonly type: string;
  readonly stored_at: Date;
  readonly data: StatementData;
  readonly verdict: StatementVerdict['verdict'];
  readonly effect: 'new' | 'repeat' | null;
  readonly code: string | null;
  readonly counts_at: Date | null;
  readonly work_at: Date | null;
  readonly marks: readonly StatementMark[];
}

/** What makes two deliveries one statement: the same statement under the same id in the same partition. */
export function identityOf({ agency, partition, statementId, digest }: JudgedStatement): string {
  return `${agency} ${partition} ${statementId} ${digest}`;
}

export function storedStatement(row: StoredRow): { readonly statement: JudgedStatement; readonly verdict: StatementVerdict } {
  const { agency, partition, digest, entry, type, data } = row;
  return {
    statement: {
      agency, partition, offset: row.kafka_offset, entry, statementId: row.statement_id, digest, referralId: row.referral_id, messageId: row.message_id,
      correlationId: row.correlation_id, type, storedAt: row.stored_at.toISOString(), data,
    },
    verdict: storedVerdict(row),
  };
}

/** The key of a statement by the names of its columns. */
export function keyRow({ agency, partition, statementId, digest }: JudgedStatement): object {
  return { agency, partition, statement_id: statementId, digest };
}

/** A statement by the names of its columns. */
export function statementRow({ offset, statementId, referralId, messageId, correlationId, storedAt, ...same }: JudgedStatement): object {
  return {
    ...same, kafka_offset: offset, statement_id: statementId, referral_id: referralId, message_id: messageId, correlation_id: correlationId,
    stored_at: storedAt,
  };
}

/** All columns, in one order, so that two verdicts compare as text. */
export function verdictRow(verdict: StatementVerdict): object {
  const none = { effect: null, code: null, counts_at: null, work_at: null, marks: [] };
  switch (verdict.verdict) {
    case 'taken':
      return { ...none, verdict: 'taken', effect: verdict.effect, counts_at: verdict.countsAt, work_at: verdict.workAt ?? null, marks: verdict.marks };
    case 'waiting':
      return { ...none, verdict: 'waiting', code: verdict.missing };
    case 'refused':
      return { ...none, verdict: 'refused', code: verdict.code };
    case 'unattached':
      return { ...none, verdict: 'unattached' };
  }
}

function storedVerdict({ verdict, effect, code, counts_at: countsAt, work_at: workAt, marks }: StoredRow): StatementVerdict {
  if (verdict === 'taken' && effect !== null && countsAt !== null) {
    return { verdict, effect, countsAt: countsAt.toISOString(), marks, ...(workAt !== null && { workAt: workAt.toISOString() }) };
  }
  // This same program wrote these codes.
  return { verdict, ...(verdict === 'waiting' && { missing: code }), ...(verdict === 'refused' && { code }) } as StatementVerdict;
}
