import { batchJson, statement, type StatementRunner, type Transaction } from '#libs/persistence';

/** Referrals in one transaction. */
const BATCH = 200;

/**
 * The copies of an agency whose recorded end is another one. In the order of their referrals, after a given one, so that a batch that
 * another process of the publisher holds is read once.
 */
const TO_RECORD = statement(
  'publisher-ends-to-record',
  `SELECT n.referral_id AS "referralId", r.case_key AS "caseKey", r.correlation_id AS "correlationId"
   FROM recipient n JOIN referral r USING (referral_id) LEFT JOIN recipient_end e USING (referral_id, agency)
   WHERE n.agency = $1 AND n.referral_id > $3::uuid AND e.ended_at IS DISTINCT FROM $2::timestamptz ORDER BY n.referral_id LIMIT ${BATCH}`,
);
/** The same, for ends that are taken back. It reads the few recorded ends, and not every copy of every agency. */
const TO_TAKE_BACK = statement(
  'publisher-ends-to-take-back',
  `SELECT e.referral_id AS "referralId", e.agency, r.case_key AS "caseKey", r.correlation_id AS "correlationId"
   FROM recipient_end e JOIN referral r USING (referral_id)
   WHERE e.ended_at IS NOT NULL AND NOT e.agency = ANY ($1::text[]) ORDER BY e.referral_id, e.agency LIMIT ${BATCH}`,
);
const RECORD = statement(
  'publisher-record-ends',
  `INSERT INTO recipient_end AS e (referral_id, agency, ended_at, recorded_at, fact_id)
   SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, ended_at timestamptz, recorded_at timestamptz, fact_id uuid) ORDER BY 1, 2
   ON CONFLICT (referral_id, agency) DO UPDATE SET ended_at = EXCLUDED.ended_at, recorded_at = EXCLUDED.recorded_at, fact_id = EXCLUDED.fact_id
   WHERE e.ended_at IS DISTINCT FROM EXCLUDED.ended_at
   RETURNING referral_id AS "referralId", agency`,
);

/** A copy of a referral, with the attributes of an event about it. */
export interface EndedCopy {
  readonly referralId: string;
  readonly agency: string;
  readonly caseKey: string;
  readonly correlationId: string;
}

export async function endsToRecord(runner: StatementRunner, agency: string, endedAt: string, after: string): Promise<readonly EndedCopy[]> {
  const { rows } = await runner.run<Omit<EndedCopy, 'agency'>>(TO_RECORD, [agency, endedAt, after]);
  return rows.map((row) => ({ ...row, agency }));
}

/** @param ended the agencies that have ended. */
export async function endsToTakeBack(runner: StatementRunner, ended: readonly string[]): Promise<readonly EndedCopy[]> {
  return (await runner.run<EndedCopy>(TO_TAKE_BACK, [ended])).rows;
}

/** The end of one copy's agency, or that it has none. */
export interface RecordedEnd {
  readonly referralId: string;
  readonly agency: string;
  readonly endedAt: string | null;
  readonly recordedAt: string;
  readonly factId: string;
}

/** @returns those that changed the record, because another process may have been faster. */
export async function recordEnds(transaction: Transaction, ends: readonly RecordedEnd[]): Promise<readonly Pick<RecordedEnd, 'referralId' | 'agency'>[]> {
  const rows = ends.map(({ referralId, agency, endedAt, recordedAt, factId }) => ({
    referral_id: referralId, agency, ended_at: endedAt, recorded_at: recordedAt, fact_id: factId,
  }));
  return (await transaction.run<Pick<RecordedEnd, 'referralId' | 'agency'>>(RECORD, [batchJson(rows)])).rows;
}
