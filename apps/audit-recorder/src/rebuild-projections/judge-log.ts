import type { ReceivedEvent } from '#libs/contracts';
import { knownFactsIn, verdictRow } from '#libs/judgement';
import { groupBy } from '#libs/kernel';
import { batchJson, statement, type Transaction } from '#libs/persistence';
import { judgeStatements, readStatement, statementDigest, type StatementData, type StatementVerdict } from '#libs/safeguarding';

import type { RecordedFact } from '../record-events/recorded-fact.js';
import { countedFact } from '../record-statements/counted-statements.js';

const EVENTS = statement(
  'rebuild-events-of-referrals',
  `SELECT referral_id, type, agency, kafka_partition, kafka_offset, statement_id, entry, stored_at, correlation_id, data::text AS bytes
   FROM event WHERE referral_id = ANY ($1::uuid[])`,
);
const DIFFERING = statement(
  'rebuild-differing-verdicts',
  `SELECT count(*)::int AS differing
   FROM json_to_recordset($2::json) AS r (agency text, partition integer, statement_id uuid, digest text,
     verdict text, effect text, code text, counts_at timestamptz, work_at timestamptz, marks text[])
   FULL JOIN (SELECT * FROM statement WHERE referral_id = ANY ($1::uuid[])) AS s
     ON s.agency = r.agency AND s.partition = r.partition AND s.statement_id = r.statement_id AND s.digest = r.digest
   WHERE (s.verdict, s.effect, s.code, s.counts_at, s.work_at, s.marks) IS DISTINCT FROM (r.verdict, r.effect, r.code, r.counts_at, r.work_at, r.marks)`,
);
/** A rejection that names no referral belongs to no ladder. Its verdict follows from its own payload. */
const DIFFERING_UNATTACHED = statement(
  'rebuild-differing-unattached',
  `SELECT count(*)::int AS differing FROM (SELECT * FROM event WHERE referral_id IS NULL AND statement_id IS NOT NULL) AS e
   FULL JOIN (SELECT * FROM statement WHERE referral_id IS NULL) AS s
     ON s.agency = e.agency AND s.partition = e.kafka_partition AND s.statement_id = e.statement_id AND s.kafka_offset = e.kafka_offset AND s.entry = e.entry
   WHERE e.event_id IS NULL OR s.verdict IS DISTINCT FROM CASE WHEN e.data ->> 'agency' = e.agency THEN 'unattached' ELSE 'refused' END`,
);

interface LoggedEvent {
  readonly referral_id: string;
  readonly type: string;
  readonly agency: string | null;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
  readonly statement_id: string | null;
  readonly entry: number | null;
  readonly stored_at: Date | null;
  readonly correlation_id: string | null;
  readonly bytes: string;
}

interface LoggedStatement extends LoggedEvent {
  readonly agency: string;
  readonly statement_id: string;
  readonly entry: number;
  readonly stored_at: Date;
}

/** The stored verdicts are not those that the log gives. */
export class VerdictsDiffer extends Error {
  constructor(count: number) {
    super(`${count} statements have another verdict than the event log gives; the projections are as they were`);
  }
}

/**
 * Judges the statements of these referrals again, from the event log alone.
 *
 * @returns those that count, and the number of statements.
 * @throws VerdictsDiffer where a stored verdict is another one, or a statement is in the log or in the table alone.
 */
export async function judgeLog(transaction: Transaction, referralIds: readonly string[]): Promise<{ readonly counted: readonly RecordedFact[]; readonly statements: number }> {
  const { rows } = await transaction.run<LoggedEvent>(EVENTS, [referralIds]);
  // `knownFactsIn` reads the type and the data alone.
  const facts = rows.filter((row) => !isStatement(row)).map(({ type, bytes }) => ({ contract: { type }, data: JSON.parse(bytes) as unknown }) as ReceivedEvent);
  const known = knownFactsIn(facts);
  const [copies, declined] = [groupBy(known.copies, ladderOf), groupBy(known.declined, ladderOf)];
  const ladders = groupBy(rows.filter((row) => isStatement(row)), (row) => ladderOf({ referralId: row.referral_id, agency: row.agency }));
  const judged = [...ladders].flatMap(([ladder, statements]) => {
    const read = statements.map((row) => readLogged(row));
    const declinedRedirects = (declined.get(ladder) ?? []).map(({ statementId }) => statementId);
    const verdicts = judgeStatements({ copies: copies.get(ladder) ?? [], declinedRedirects }, read.map(({ statement: stated }) => stated));
    return read.flatMap((each, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? [] : [{ ...each, verdict }];
    });
  });
  await refuseDifference(transaction, referralIds, judged);
  const counted = judged.flatMap(({ row: { type, statement_id: statementId, correlation_id: correlationId }, data, verdict }) =>
    countedFact({ type, statementId, correlationId, data }, verdict) ?? []);
  return { counted, statements: judged.length };
}

/** @throws VerdictsDiffer as {@link judgeLog}, for statements that name no referral. */
export async function checkUnattached(transaction: Transaction): Promise<void> {
  const { rows: [row] } = await transaction.run<{ differing: number }>(DIFFERING_UNATTACHED);
  if (row !== undefined && row.differing > 0) throw new VerdictsDiffer(row.differing);
}

type Judged = ReturnType<typeof readLogged> & { readonly verdict: StatementVerdict };

async function refuseDifference(transaction: Transaction, referralIds: readonly string[], judged: readonly Judged[]): Promise<void> {
  const rows = judged.map(({ row, statement: { digest }, verdict }) =>
    ({ agency: row.agency, partition: row.kafka_partition, statement_id: row.statement_id, digest, ...verdictRow(verdict) }));
  const { rows: [found] } = await transaction.run<{ differing: number }>(DIFFERING, [referralIds, batchJson(rows)]);
  if (found !== undefined && found.differing > 0) throw new VerdictsDiffer(found.differing);
}

function readLogged(row: LoggedStatement) {
  const data = JSON.parse(row.bytes) as StatementData;
  const statement = readStatement({
    type: row.type, data, digest: statementDigest(row.type, row.bytes), topicAgency: row.agency, storedAt: row.stored_at.toISOString(),
    place: { partition: row.kafka_partition, offset: row.kafka_offset, entry: row.entry },
  });
  return { row, data, statement };
}

function isStatement(row: LoggedEvent): row is LoggedStatement {
  return row.statement_id !== null;
}

function ladderOf({ referralId, agency }: { readonly referralId: string; readonly agency: string }): string {
  return `${referralId} ${agency}`;
}
