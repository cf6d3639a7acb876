import type { Session } from '../command/session.js';
import { fail, ok, skip, warn, type CheckResult } from './check.js';

interface ServerRow {
  readonly version: string;
  readonly connections: number;
  readonly max_connections: number;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly skew_ms: number;
}

/** Ages and clocks use the database's time, so a machine whose clock is off by more misreads every one of them. */
const MOST_SKEW_MS = 2_000;
const MOST_CONNECTIONS = 0.8;

/** Checks that PostgreSQL answers, has room, and keeps the writes that it acknowledges. */
export async function* checkPostgres({ sandbox }: Session): AsyncGenerator<CheckResult, void, undefined> {
  if (sandbox === undefined) {
    yield skip('PostgreSQL', 'its address is known in a sandbox only; the apps above report whether they reach it');
    return;
  }
  const { Database, DatabaseUnavailable, StatementError, statement } = await import('#libs/persistence');
  const SERVER = statement(
    'doctor-server',
    `SELECT current_setting('server_version') AS version,
       (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
       current_setting('max_connections')::int AS max_connections, current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit,
       (extract(epoch FROM clock_timestamp() - $1::timestamptz) * 1000)::int AS skew_ms`,
  );
  try {
    const connection = { url: sandbox.database.adminUrl, schema: 'public', applicationName: 'exchange-doctor' };
    const database = await Database.open({ ...connection, poolSize: 1, readOnly: true });
    try {
      const { rows } = await database.run<ServerRow>(SERVER, [new Date().toISOString()]);
      for (const row of rows) yield* judge(row);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable) && !(error instanceof StatementError)) throw error;
    yield fail('PostgreSQL', `${error.message}. Is it running?`);
  }
}

/** The meaning of the server's answer. */
export function* judge(row: ServerRow): Generator<CheckResult, void, undefined> {
  const { version, connections, max_connections: most, skew_ms: skew } = row;
  const detail = `${version}, ${connections} of ${most} connections in use`;
  yield connections > most * MOST_CONNECTIONS
    ? warn('PostgreSQL', `${detail}: apps will soon wait for one. Raise max_connections, or use smaller pools.`)
    : ok('PostgreSQL', detail);
  const unsafe = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter((setting) => row[setting] === 'off');
  yield unsafe.length > 0
    ? warn('PostgreSQL durability', `${unsafe.join(' and ')} off: a power cut loses referrals that were answered with 202.`)
    : ok('PostgreSQL durability', 'what is committed is on disk');
  const apart = Math.abs(skew);
  if (apart > MOST_SKEW_MS) yield warn('clock', `this machine and the database differ by ${(apart / 1_000).toFixed(1)} s: synchronise both.`);
}
