import { sha256Hex } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';

import type { SandboxDescription } from './exchange-desk.js';

/** Not compared: rows on their way, and records of what Kafka has handed over. */
const PASSING = new Set(['inbox_message', 'outbox', 'quarantine', 'rebuild']);

/** The time from which the age of a waiting row is counted. It is no time of the record, so it does not move with the exchange's clock. */
const UNMOVED = 'outbox';

/**
 * The rows of every app's schema that have the machine's own date in any column or in any text.
 *
 * @returns the number of rows that were looked at, and the tables with such a row.
 */
export async function rowsOfToday(sandbox: SandboxDescription): Promise<{ readonly rows: number; readonly tables: readonly string[] }> {
  // Yesterday as well, because midnight may pass in between.
  const days = [0, 1].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10));
  const schemas = [...new Set(Object.values(sandbox.environments).flatMap(({ DATABASE_SCHEMA: schema }) => schema ?? []))];
  const found = (await Promise.all(schemas.map(async (schema) => (await dump(sandbox, schema, new Set([UNMOVED]))).map(([table, text]) => [`${schema}.${table}`, text] as const)))).flat();
  return {
    rows: found.reduce((sum, [, text]) => sum + (text === '' ? 0 : text.split('\n').length), 0),
    tables: found.filter(([, text]) => days.some((day) => text.includes(day))).map(([name]) => name),
  };
}

/** Every table of a schema as text, row for row. A count of nought is left out: whether it has a row is of no meaning. */
export async function dump({ database: { adminUrl } }: SandboxDescription, schema: string, without: ReadonlySet<string> = PASSING): Promise<readonly (readonly [string, string])[]> {
  const database = await Database.open({ url: adminUrl, schema, poolSize: 1, applicationName: 'journey' });
  const ask = async (sql: string): Promise<readonly string[]> =>
    (await database.run<{ row: string }>(statement(`journey-${sha256Hex(schema + sql).slice(0, 16)}`, sql))).rows.map(({ row }) => row);
  const names = await ask("SELECT relname AS row FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT relispartition ORDER BY 1");
  const texts: (readonly [string, string])[] = [];
  for (const table of names.filter((name) => !without.has(name))) {
    texts.push([table, (await ask(`SELECT t::text AS row FROM ${table} t ${table === 'agency_tally' ? 'WHERE recipients <> 0' : ''} ORDER BY 1`)).join('\n')]);
  }
  await database.close();
  return texts;
}
