import { statement, type StatementRunner } from '#libs/persistence';

import { exactly } from '../paging/sql-text.js';

const NOW = statement('portal-now', `SELECT ${exactly('exchange_now()')} AS now`);

/** The exchange's clock: the database's time. All ages use it, because several portals would otherwise disagree. ISO 8601, microseconds. */
export async function databaseNow(database: StatementRunner): Promise<string> {
  const { rows } = await database.run<{ now: string }>(NOW);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('SELECT exchange_now() gave no row: a bug');
  return now;
}
