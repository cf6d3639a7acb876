import { AppProcess } from '../../../harness/environment/app-process.js';
import { changedUrl, query } from '../../../harness/environment/database.js';
import type { Environment } from '../../environment/environment.js';
import { failuresIf, type Context } from '../scenario.js';
import { killing, type KilledAt, type Report } from './kill.js';
import type { KillRun } from './runs.js';

/** The apps whose migrate program dies at each of its points. */
export const MIGRATED: readonly string[] = ['publisher', 'recorder', 'watch', 'node northshire-csc'];

/**
 * Each migrate program dies at each of its points, in a schema of its own. Run again, it must come to the same schema and the
 * same rights as the environment's, which nothing disturbed.
 */
export async function killMigrations(
  { dist, folder }: Context, { exchange, postgres }: Environment, runs: readonly KillRun[], report: Report,
): Promise<{ readonly results: readonly KilledAt[]; readonly failures: readonly string[] }> {
  const results: KilledAt[] = [];
  const failures: string[] = [];
  for (const [index, run] of runs.entries()) {
    for (const { plan } of MIGRATED.map((name) => exchange.app(name))) {
      const schema = `killed_${index}_${plan.app.replaceAll('-', '_')}`;
      const url = changedUrl(plan.settings['DATABASE_URL'] ?? '', { role: `${schema}_app` });
      const settings = { ...plan.settings, DATABASE_SCHEMA: schema, DATABASE_URL: url };
      const app = new AppProcess({ ...plan, settings }, { dist, logFolder: folder, history: exchange.history });
      const result = await killing(`migrate ${plan.name}`, { ...run, nth: 1 }, report, async () =>
        (await app.migrate([{ point: run.point, nth: 1, action: { kind: 'kill' } }])).signal === 'SIGKILL');
      const { code } = await app.migrate();
      const differences = await compareSchemas(postgres.url, plan.settings['DATABASE_SCHEMA'] ?? '', schema);
      results.push(result);
      failures.push(...failuresIf(
        [code !== 0, `${result.process}, killed at ${run.point}, could not be run again (exit code ${code})`],
        [differences.length > 0, `${result.process}, killed at ${run.point}: the schema differs: ${differences.slice(0, 3).join('; ')}`],
      ));
    }
  }
  return { results, failures };
}

/** Columns, indexes, rights and triggers as text. */
const DESCRIBE = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
  FROM information_schema.columns WHERE table_schema = $1
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = $1
  UNION ALL SELECT 'right ' || grantee || ' ' || table_name || ' ' || privilege_type
  FROM information_schema.role_table_grants WHERE table_schema = $1 AND grantee LIKE '%\\_app'
  UNION ALL SELECT 'trigger ' || event_object_table || ' ' || trigger_name FROM information_schema.triggers WHERE trigger_schema = $1`;

/** @returns the lines that only one of the schemas has; their own names do not count. */
async function compareSchemas(url: string, expected: string, actual: string): Promise<readonly string[]> {
  const describe = async (schema: string): Promise<ReadonlySet<string>> =>
    new Set((await query<{ line: string }>(url, DESCRIBE, [schema])).map(({ line }) => line.replaceAll(schema, 'SCHEMA')));
  const [wanted, found] = [await describe(expected), await describe(actual)];
  if (wanted.size === 0) return ['the schema to compare with is empty'];
  return [...[...wanted].filter((line) => !found.has(line)), ...[...found].filter((line) => !wanted.has(line))];
}
