import type { OutgoingMessage, RecordedEthnicityResponse, StatedEthnicitySet } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { statement, type StatementRunner, type Transaction } from '#libs/persistence';

import type { NodeIdentity } from '../node-identity.js';
import { codeMessage, type RecordedCode } from './code-message.js';

const LATEST = statement(
  'node-latest-ethnicities',
  `SELECT DISTINCT ON (child_id) receipt_id AS "receiptId", child_id AS "childId", namespace, code, person AS "recordedBy", occurred_at AS "recordedAt"
   FROM recorded_ethnicity WHERE referral_id = $1 ORDER BY child_id, occurred_at DESC, receipt_id DESC`,
);
const INSERT = statement(
  'node-insert-ethnicity',
  `INSERT INTO recorded_ethnicity (receipt_id, referral_id, child_id, namespace, code, salt, person, occurred_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const CODES = statement(
  'node-recorded-codes',
  `SELECT e.receipt_id AS "receiptId", e.referral_id AS "referralId", e.namespace, e.code, e.salt, e.occurred_at AS "occurredAt", r.case_key AS "caseKey"
   FROM recorded_ethnicity e JOIN referral r USING (referral_id) WHERE e.referral_id = ANY ($1::uuid[]) ORDER BY e.occurred_at, e.receipt_id`,
);

interface NewRecord extends Pick<RecordedCode, 'receiptId' | 'referralId' | 'namespace' | 'code' | 'salt' | 'occurredAt'> {
  readonly childId: string;
  readonly person: string;
}

export async function addRecord(transaction: Transaction, record: NewRecord): Promise<void> {
  const { receiptId, referralId, childId, namespace, code, salt, person, occurredAt } = record;
  await transaction.run(INSERT, [receiptId, referralId, childId, namespace, code, salt, person, occurredAt]);
}

/** The agency's latest record of each child of a referral. */
export async function recordsOf(transaction: StatementRunner, referralId: string): Promise<readonly RecordedEthnicityResponse[]> {
  const { rows } = await transaction.run<Omit<RecordedEthnicityResponse, 'recordedAt'> & { readonly recordedAt: Date }>(LATEST, [referralId]);
  return rows.map((row) => ({ ...row, recordedAt: row.recordedAt.toISOString() }));
}

/** The codes of all records about these referrals, as messages to the publisher, because the statements about them are sent again. */
export async function codeMessages(transaction: Transaction, node: NodeIdentity, referralIds: readonly string[]): Promise<readonly OutgoingMessage[]> {
  const { rows } = await transaction.run<Omit<RecordedCode, 'correlationId' | 'occurredAt'> & { readonly namespace: StatedEthnicitySet; readonly occurredAt: Date }>(CODES, [referralIds]);
  return rows.map((row) => codeMessage(node, { ...row, occurredAt: row.occurredAt.toISOString(), correlationId: newId() }));
}
