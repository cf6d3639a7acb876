import { sha256Hex } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';

import type { SandboxDescription } from './exchange-desk.js';

/** Not compared: rows on their way, and records of what Kafka has handed over. */
const PASSING = new Set(['inbox_message', 'outbox', 'quarantine', 'rebuild']);

/** Every table of a schema as text, row for row. A count of nought is left out: whether it has a row is of no meaning. */
export async function dump({ database: { adminUrl } }: SandboxDescription, schema: string): Promise<readonly (readonly [string, string])[]> {
  const database = await Database.open({ url: adminUrl, schema, poolSize: 1, applicationName: 'journey' });
  const ask = async (sql: string): Promise<readonly string[]> =>
    (await database.run<{ row: string }>(statement(`journey-${sha256Hex(schema + sql).slice(0, 16)}`, sql))).rows.map(({ row }) => row);
  const names = await ask("SELECT relname AS row FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT relispartition ORDER BY 1");
  const texts: (readonly [string, string])[] = [];
  for (const table of names.filter((name) => !PASSING.has(name))) {
    texts.push([table, (await ask(`SELECT t::text AS row FROM ${table} t ${table === 'agency_tally' ? 'WHERE recipients <> 0' : ''} ORDER BY 1`)).join('\n')]);
  }
  await database.close();
  return texts;
}
