import { EthnicityRecordedContract, ethnicityCodeDigest, type EthnicityCodeStated, type EthnicityRecorded, type RecordedEthnicity } from '#libs/contracts';
import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { StatementKey } from '../follow-answers/statement-effects.js';

/** Whether a code `c` is that of the statement `s`. */
const FITS = `c.agency = s.agency AND c.receipt_id = s.statement_id AND c.digest = s.data ->> 'codeDigest' AND c.referral_id = s.referral_id`;
const ADD = statement(
  'publisher-add-ethnicity-codes',
  `INSERT INTO ethnicity_code (agency, receipt_id, digest, referral_id, namespace, code, claimed_at)
   SELECT * FROM json_to_recordset($1::json) AS r (agency text, receipt_id uuid, digest text, referral_id uuid, namespace text, code text, claimed_at timestamptz)
   ON CONFLICT DO NOTHING RETURNING agency, receipt_id AS "receiptId", digest`,
);
const FIND = statement(
  'publisher-find-ethnicity-code',
  'SELECT namespace, code FROM ethnicity_code WHERE agency = $1 AND receipt_id = $2 AND digest = $3 AND referral_id = $4',
);
const RECORDS = statement(
  'publisher-records-of-codes',
  `SELECT s.agency, s.partition, s.statement_id AS "statementId", s.digest, s.correlation_id AS "correlationId", s.data
   FROM json_to_recordset($1::json) AS r (agency text, receipt_id uuid, digest text)
   JOIN ethnicity_code c USING (agency, receipt_id, digest)
   JOIN statement s ON ${FITS}
   WHERE s.verdict = 'taken' AND s.type = $2 ORDER BY s.counts_at, s.kafka_offset`,
);
/** An honest code waits for its statement for a moment, so a hundred of one agency about one referral are the mark of a sender that is broken or forges. */
export const MAX_WAITING_CODES = 100;
const BEYOND_LIMIT = statement(
  'publisher-codes-beyond-limit',
  `SELECT agency, "receiptId", digest FROM (
     SELECT r.agency, r.receipt_id AS "receiptId", r.digest,
       row_number() OVER (PARTITION BY r.agency, r.referral_id ORDER BY r.place) + (
         SELECT count(*) FROM ethnicity_code c
         WHERE c.referral_id = r.referral_id AND c.agency = r.agency
           AND NOT EXISTS (SELECT FROM statement s WHERE s.referral_id = c.referral_id AND ${FITS})
       ) AS number
     FROM (
       SELECT DISTINCT ON (agency, receipt_id, digest) agency, receipt_id, digest, referral_id, place
       FROM ROWS FROM (json_to_recordset($1::json) AS (agency text, receipt_id uuid, digest text, referral_id uuid)) WITH ORDINALITY
         AS t (agency, receipt_id, digest, referral_id, place)
       ORDER BY agency, receipt_id, digest, place
     ) r
     WHERE NOT EXISTS (SELECT FROM ethnicity_code k WHERE (k.agency, k.receipt_id, k.digest) = (r.agency, r.receipt_id, r.digest))
       AND NOT EXISTS (
         SELECT FROM statement s WHERE s.referral_id = r.referral_id AND s.agency = r.agency AND s.statement_id = r.receipt_id AND s.data ->> 'codeDigest' = r.digest
       )
   ) AS waiting
   WHERE number > ${MAX_WAITING_CODES}`,
);
const MISFITS = statement(
  'publisher-misfitting-codes',
  `SELECT count(*)::int AS count FROM ethnicity_code c
   WHERE c.referral_id = ANY ($1::uuid[]) AND (c.agency, c.receipt_id) IN (SELECT * FROM json_to_recordset($2::json) AS r (agency text, receipt_id uuid))
     AND EXISTS (SELECT FROM statement s WHERE s.referral_id = c.referral_id AND s.agency = c.agency AND s.statement_id = c.receipt_id)
     AND NOT EXISTS (SELECT FROM statement s WHERE ${FITS})`,
);

/** The statement of a record of ethnicity, with the key under which its effect is noted. */
export interface RecordStatement extends StatementKey {
  readonly correlationId: string;
  readonly data: EthnicityRecorded;
}

/** Stores codes. @returns those that were not known. */
export async function addCodes(transaction: Transaction, codes: readonly EthnicityCodeStated[]): Promise<readonly NewCode[]> {
  const rows = codes.map((stated) => {
    const { agency, receiptId, digest } = keyOf(stated);
    const { referralId, namespace, code, occurredAt } = stated;
    // The contract admits offsets from UTC that PostgreSQL does not.
    return { agency, receipt_id: receiptId, digest, referral_id: referralId, namespace, code, claimed_at: new Date(occurredAt).toISOString() };
  });
  return (await transaction.run<NewCode>(ADD, [batchJson(rows)])).rows;
}

interface NewCode {
  readonly agency: string;
  readonly receiptId: string;
  readonly digest: string;
}

function keyOf({ agency, receiptId, namespace, code, salt }: EthnicityCodeStated): NewCode {
  return { agency, receiptId, digest: ethnicityCodeDigest({ receiptId, namespace, code, salt }) };
}

/** The codes that would be more than `MAX_WAITING_CODES` of one agency about one referral without a statement. A code that is stored already is none of them. */
export async function beyondLimit(transaction: Transaction, codes: readonly EthnicityCodeStated[]): Promise<ReadonlySet<EthnicityCodeStated>> {
  if (codes.length === 0) return new Set();
  const keys = codes.map((stated) => ({ stated, ...keyOf(stated) }));
  const rows = keys.map(({ stated: { referralId }, agency, receiptId, digest }) => ({ agency, receipt_id: receiptId, digest, referral_id: referralId }));
  const refused = new Set((await transaction.run<NewCode>(BEYOND_LIMIT, [batchJson(rows)])).rows.map(({ agency, receiptId, digest }) => `${agency} ${receiptId} ${digest}`));
  return new Set(keys.filter(({ agency, receiptId, digest }) => refused.has(`${agency} ${receiptId} ${digest}`)).map(({ stated }) => stated));
}

/** The code that fits the digest of a record; undefined while there is none. */
export async function codeOf(
  transaction: Transaction, { agency, receiptId, codeDigest, referralId }: EthnicityRecorded,
): Promise<Pick<RecordedEthnicity, 'namespace' | 'code'> | undefined> {
  return (await transaction.run<Pick<RecordedEthnicity, 'namespace' | 'code'>>(FIND, [agency, receiptId, codeDigest, referralId])).rows[0];
}

/** The statements that are taken and that these codes belong to. */
export async function recordsOfCodes(transaction: Transaction, codes: readonly NewCode[]): Promise<readonly RecordStatement[]> {
  const rows = codes.map(({ agency, receiptId, digest }) => ({ agency, receipt_id: receiptId, digest }));
  return (await transaction.run<RecordStatement>(RECORDS, [batchJson(rows), EthnicityRecordedContract.type])).rows;
}

/** The number of stored codes of these records that fit the digest of no statement, although the record is known. */
export async function misfits(transaction: Transaction, records: readonly Pick<EthnicityCodeStated, 'agency' | 'receiptId' | 'referralId'>[]): Promise<number> {
  const rows = records.map(({ agency, receiptId }) => ({ agency, receipt_id: receiptId }));
  const { rows: [found] } = await transaction.run<{ count: number }>(MISFITS, [[...new Set(records.map(({ referralId }) => referralId))], batchJson(rows)]);
  return found?.count ?? 0;
}
