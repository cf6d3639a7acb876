import { statement, type Database } from '#libs/persistence';

/** Far enough ahead that a recorder can be off for weeks, and that operators see a failure long before the partitions end. */
const MONTHS_AHEAD = 3;

const ENSURE = statement('recorder-ensure-partitions', 'SELECT ensure_log_partitions($1::int) AS made');
const DEFAULT_USED = statement('recorder-default-partition-used', 'SELECT EXISTS (SELECT 1 FROM event_default) OR EXISTS (SELECT 1 FROM verdict_default) AS used');

/** Makes the coming partitions of both logs. @returns the number that were missing. @throws StatementError while an export locks the log. */
export async function ensureLogPartitions(database: Database, monthsAhead = MONTHS_AHEAD): Promise<number> {
  const { rows } = await database.run<{ made: number }>(ENSURE, [monthsAhead]);
  return rows[0]?.made ?? 0;
}

/** True when a month had no partition and its rows went into a default one. No row is lost, but an operator must look. */
export async function isDefaultPartitionUsed(database: Database): Promise<boolean> {
  const { rows } = await database.run<{ used: boolean }>(DEFAULT_USED);
  return rows[0]?.used ?? true;
}
