import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';
import { freePort } from '../ports.js';
import type { LocalServiceProblem } from '../problem.js';
import { startPostgres, type LocalPostgres } from './start-postgres.js';

async function query<Row>(postgres: LocalPostgres, sql: string, url = postgres.url): Promise<readonly Row[]> {
  const database = await Database.open({ url, schema: 'public', poolSize: 1, applicationName: 'spec' });
  try {
    return (await database.run<Row>(statement('spec', sql))).rows;
  } finally {
    await database.close();
  }
}

describe('the local PostgreSQL', () => {
  let folder: string;
  let running: LocalPostgres | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-postgres-'));
    chmodSync(folder, 0o711);
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<Outcome<LocalPostgres, LocalServiceProblem>> {
    const outcome = await startPostgres({ dataDir: join(folder, 'data'), port: await freePort(), superuserPassword: 'p@ss/word' });
    if (outcome.ok) running = outcome.value;
    return outcome;
  }

  async function started(): Promise<LocalPostgres> {
    const outcome = await start();
    if (!outcome.ok) throw new Error(outcome.error.message);
    return outcome.value;
  }

  it('keeps what was committed through a kill -9, and can be started again on another port', async () => {
    const first = await started();
    await query(first, 'CREATE TABLE receipt AS SELECT generate_series(1, 500) AS id');
    first.kill('SIGKILL');
    await first.exited;
    await first.stop();

    const second = await started();
    expect(await query(second, 'SELECT count(*)::int AS n FROM receipt')).toEqual([{ n: 500 }]);
  });

  it('is durable, in UTF-8 and UTC, under every setting of this machine', async () => {
    const postgres = running ?? (await started());
    expect(await query(postgres, `SELECT current_setting('fsync') AS fsync, current_setting('TimeZone') AS zone, current_setting('server_encoding') AS encoding`))
      .toEqual([{ fsync: 'on', zone: 'UTC', encoding: 'UTF8' }]);
  });

  it('refuses a connection without the password', async () => {
    const postgres = running ?? (await started());
    await expect(query(postgres, 'SELECT 1', postgres.url.replace(/:[^:]+@/, ':wrong@'))).rejects.toThrow();
  });

  it('refuses a second server on the same folder, and names its holder', async () => {
    expect(running?.pid).toBeDefined();
    const second = await startPostgres({ dataDir: join(folder, 'data'), port: await freePort(), superuserPassword: 'p@ss/word' });
    expect(second).toMatchObject({ ok: false, error: { code: 'FOLDER_IN_USE' } });
    if (!second.ok) expect(second.error.message).toContain(`process ${process.pid}`);
  });

  it('refuses the data of another version', async () => {
    await running?.stop();
    running = undefined;
    writeFileSync(join(folder, 'data', 'cluster', 'PG_VERSION'), '17\n');
    const outcome = await start();
    expect(outcome).toMatchObject({ ok: false, error: { code: 'DATA_OF_ANOTHER_VERSION' } });
    writeFileSync(join(folder, 'data', 'cluster', 'PG_VERSION'), '18\n');
    expect(await start()).toMatchObject({ ok: true });
  });

  it('names the port that is taken, and can be started on another', async () => {
    const port = running?.port ?? 0;
    const outcome = await startPostgres({ dataDir: join(folder, 'other'), port, superuserPassword: 'x', fsync: false });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'PORT_IN_USE' } });
    if (!outcome.ok) expect(outcome.error.message).toContain(`${port} (needed by PostgreSQL)`);
  });

  it('gives up half-way when it is aborted', async () => {
    const outcome = await startPostgres({ dataDir: join(folder, 'other'), port: await freePort(), superuserPassword: 'x', signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'STOPPED' } });
  });
});
