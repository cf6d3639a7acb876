import { statement, type StatementRunner } from './statement.js';

const NOW = statement('exchange-now', 'SELECT exchange_now() AS now');

/** The time for every decision about due times and ages: the database's time, never this process's. UTC, milliseconds. */
export async function exchangeNow(database: StatementRunner): Promise<string> {
  const { rows } = await database.run<{ now: Date }>(NOW);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('SELECT exchange_now() gave no row: a bug');
  return now.toISOString();
}
