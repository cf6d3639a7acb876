import pg from 'pg';

import { AppProcess } from '../../environment/app-process.js';
import type { Environment } from '../../environment/environment.js';
import type { Context } from '../scenario.js';
import type { KilledAt } from './lane.js';
import type { KillRun } from './runs.js';

/** The apps whose migrate program dies at each of its points. */
export const MIGRATED: readonly string[] = ['publisher', 'recorder', 'watch', 'node northshire-csc'];

/**
 * Each migrate program dies at each of its points, in a schema of its own; run again, it must come to the same schema
 * and the same rights as the environment's, which nothing disturbed.
 */
export async function killMigrations(
  { product, folder }: Context,
  environment: Environment,
  runs: readonly KillRun[],
  report: (result: KilledAt) => void,
): Promise<{ readonly results: readonly KilledAt[]; readonly failures: readonly string[] }> {
  const results: KilledAt[] = [];
  const failures: string[] = [];
  for (const [index, run] of runs.entries()) {
    for (const original of MIGRATED.map((name) => environment.app(name))) {
      const schema = `killed_${index}_${original.plan.app.replaceAll('-', '_')}`;
      const url = new URL(original.plan.settings['DATABASE_URL'] ?? '');
      url.username = `${schema}_app`;
      const settings = { ...original.plan.settings, DATABASE_SCHEMA: schema, DATABASE_URL: url.href };
      const app = new AppProcess({ ...original.plan, settings }, product, folder, environment.history);
      const began = performance.now();
      const killed = await app.migrate([{ point: run.point, nth: 1, action: { kind: 'kill' } }]);
      const again = await app.migrate();
      const result = {
        process: `migrate ${original.plan.name}`, point: run.point, seed: run.seed, nth: 1, reached: killed.signal === 'SIGKILL',
        at: new Date().toISOString(), seconds: Math.round(performance.now() - began) / 1_000,
      };
      results.push(result);
      report(result);
      if (!result.reached) failures.push(`${result.process} never reached ${run.point}`);
      if (again.code !== 0) failures.push(`${result.process}, killed at ${run.point}, could not be run again (exit code ${again.code})`);
      const difference = await compareSchemas(environment.postgres.url, original.plan.settings['DATABASE_SCHEMA'] ?? '', schema);
      if (difference !== undefined) failures.push(`${result.process}, killed at ${run.point}: ${difference}`);
    }
  }
  return { results, failures };
}

/** Columns, indexes and rights, as text in which the schema's own name is taken out. */
const DESCRIBE = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
  FROM information_schema.columns WHERE table_schema = $1
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = $1
  UNION ALL SELECT 'right ' || grantee || ' ' || table_name || ' ' || privilege_type
  FROM information_schema.role_table_grants WHERE table_schema = $1 AND grantee LIKE '%\\_app'
  UNION ALL SELECT 'trigger ' || event_object_table || ' ' || trigger_name FROM information_schema.triggers WHERE trigger_schema = $1
  ORDER BY line`;

async function compareSchemas(adminUrl: string, expected: string, actual: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const describe = async (schema: string): Promise<readonly string[]> => {
      const { rows } = await client.query<{ line: string }>(DESCRIBE, [schema]);
      return rows.map(({ line }) => line.replaceAll(schema, 'SCHEMA')).toSorted();
    };
    const [wanted, found] = [await describe(expected), await describe(actual)];
    const missing = wanted.filter((line) => !found.includes(line));
    const extra = found.filter((line) => !wanted.includes(line));
    if (wanted.length === 0) return 'the schema to compare with is empty';
    if (missing.length + extra.length === 0) return undefined;
    return `the schema differs: ${[...missing, ...extra].slice(0, 3).join('; ')}`;
  } finally {
    await client.end();
  }
}
