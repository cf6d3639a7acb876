import { statement, type StatementRunner } from '#libs/persistence';

/** A statement that waits longer than this for the copy that it names is an alarm: the copy's fact is lost, or the statement is forged. */
export const COPY_WAIT_MS = 600_000;
/** An agency can read a copy for as long as its topic keeps it. An older statement is in the record, and no longer an alarm. */
const LOOK_BACK_DAYS = 28;

const NOT_COUNTED = statement(
  'judge-not-counted',
  `SELECT agency, verdict, code, count(*)::int AS count,
     count(*) FILTER (WHERE verdict = 'waiting' AND code = 'copy' AND stored_at < $1::timestamptz - $2::int * interval '1 ms')::int AS "copyMissing"
   FROM statement WHERE verdict IN ('waiting', 'refused') AND stored_at > exchange_now() - interval '${LOOK_BACK_DAYS} days'
   GROUP BY agency, verdict, code ORDER BY agency, verdict, code`,
);

/** The statements of one agency with one verdict that count nowhere, of the last 28 days. */
export interface NotCountedCount {
  readonly agency: string;
  readonly verdict: 'waiting' | 'refused';
  readonly code: string;
  readonly count: number;
  /** Those that have waited for their copy for more than {@link COPY_WAIT_MS}. */
  readonly copyMissing: number;
}

/**
 * Counts the statements that are waiting or refused.
 *
 * @param knownUntil the moment before which this reader knows every copy, by `exchange_now()`; null while it does not know one. Only a
 * statement that the broker stored {@link COPY_WAIT_MS} before this moment is missing its copy.
 */
export async function notCounted(database: StatementRunner, knownUntil: string | null): Promise<readonly NotCountedCount[]> {
  const { rows } = await database.run<NotCountedCount>(NOT_COUNTED, [knownUntil, COPY_WAIT_MS]);
  return rows;
}
