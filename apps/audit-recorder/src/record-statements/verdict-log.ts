import { statementRow, verdictRow, type VerdictChange } from '#libs/judgement';
import { batchJson, statement, type Transaction } from '#libs/persistence';

const COLUMNS = 'agency, partition, kafka_offset, entry, statement_id, digest, message_id, referral_id, verdict, effect, code, counts_at, work_at, marks';
const APPEND = statement(
  'recorder-append-verdicts',
  `INSERT INTO verdict (${COLUMNS}) SELECT ${COLUMNS}
   FROM json_to_recordset($1::json) AS r (agency text, partition integer, kafka_offset bigint, entry smallint, statement_id uuid, digest text,
     message_id uuid, referral_id uuid, verdict text, effect text, code text, counts_at timestamptz, work_at timestamptz, marks text[])`,
);

/** Appends new and changed verdicts. No role can change or remove these rows afterwards. */
export function appendVerdicts(transaction: Transaction, changes: readonly VerdictChange[]): void {
  if (changes.length === 0) return;
  // The payload is in the log of events.
  const rows = changes.map(({ statement: stated, after }) => ({ ...statementRow(stated), data: undefined, ...verdictRow(after) }));
  transaction.send(APPEND, [batchJson(rows)]);
}
