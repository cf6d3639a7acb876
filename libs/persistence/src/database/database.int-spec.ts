import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '#libs/observability';
import { testPostgresUrl } from '#libs/testing';
import { until } from '../test-support/scripted-publisher.js';
import { TemporaryDatabase } from '../test-support/temporary-schema.js';
import type { Database } from './database.js';
import { DedicatedSession } from './session.js';
import { isConnectionFailure, isDataError, isUniqueViolation, StatementError } from './errors.js';
import { batchJson, statement } from './statement.js';

const INSERT = statement('note-insert', 'INSERT INTO note (id, body) VALUES ($1, $2)');
const COUNT = statement('note-count', 'SELECT count(*)::int AS count FROM note');
const HOLD = statement('note-hold', 'SELECT FROM note WHERE id = $1 FOR UPDATE');
const SLOW = statement('slow', 'SELECT pg_sleep(0.4)');

let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await TemporaryDatabase.create(testPostgresUrl());
  database = await temporary.open({ poolSize: 2 });
});
afterAll(async () => temporary.remove());

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function recordingLogger() {
  const lines: string[] = [];
  const logger = Logger.to({ app: 'fixture-app', destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, failures: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

async function noteCount(): Promise<number> {
  const { rows } = await database.run<{ count: number }>(COUNT);
  return rows[0]?.count ?? -1;
}

describe('Database', () => {
  it('is the app role in the app schema, and nothing more', async () => {
    const who = statement('who', 'SELECT current_user AS who, current_schema() AS schema, current_setting($1) AS name');
    const { rows } = await database.run(who, ['application_name']);
    expect(rows).toEqual([{ who: `${database.schema}_app`, schema: database.schema, name: database.schema }]);
    const create = await failureOf(database.run(statement('create', 'CREATE TABLE mine (id int)')));
    expect(create).toMatchObject({ code: '42501' });
  });

  it('prepares a named statement once per connection', async () => {
    const single = await temporary.open({ poolSize: 1 });
    for (let turn = 0; turn < 5; turn += 1) await single.run(COUNT);
    const prepared = statement(
      'prepared',
      'SELECT (generic_plans + custom_plans)::int AS runs FROM pg_prepared_statements WHERE name = $1',
    );
    const { rows } = await single.run(prepared, [COUNT.name]);
    expect(rows).toEqual([{ runs: 5 }]);
  });

  it('commits what resolves and rolls back what throws', async () => {
    const before = await noteCount();
    await database.transaction(async (transaction) => {
      await transaction.run(INSERT, [1, 'kept']);
      transaction.send(INSERT, [2, 'kept, and not waited for']);
    });
    await expect(
      database.transaction(async (transaction) => {
        await transaction.run(INSERT, [3, 'lost']);
        throw new Error('the practitioner was not found');
      }),
    ).rejects.toThrow('the practitioner was not found');
    expect(await noteCount()).toBe(before + 2);
  });

  it('reports after the commit, and nothing of a transaction that was rolled back', async () => {
    const reports: number[] = [];
    await database.transaction(async (transaction) => {
      transaction.afterCommit(() => reports.push(1));
      await transaction.run(INSERT, [5, 'kept']);
      expect(reports).toEqual([]);
    });
    await failureOf(database.transaction(async (transaction) => {
      transaction.afterCommit(() => reports.push(2));
      transaction.send(INSERT, [5, 'the key is taken']);
    }));
    expect(reports).toEqual([1]);
  });

  it('does not report success for a transaction in which an error was swallowed', async () => {
    const swallowed = database.transaction(async (transaction) => {
      await transaction.run(INSERT, [4, 'lost']);
      await failureOf(transaction.run(INSERT, [4, 'again']));
    });
    await expect(swallowed).rejects.toThrow('rolled back');
  });

  it('gives every connection back after any outcome', async () => {
    const attempts = Array.from({ length: 20 }, async (_, index) =>
      failureOf(
        database.transaction(async (transaction) => {
          await transaction.run(INSERT, [100, 'first']);
          if (index % 2 === 0) throw new Error('changed my mind');
          await transaction.run(statement('nonsense', 'SELECT * FROM nowhere'));
        }),
      ),
    );
    await Promise.all(attempts);
    expect(await database.ping(1_000)).toBe(true);
    const open = statement(
      'open',
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = current_user AND state LIKE 'idle in%'`,
    );
    expect((await database.run(open)).rows).toEqual([{ count: 0 }]);
  });

  it('tells a bad row from a broken connection, and quotes neither', async () => {
    await database.run(INSERT, [200, 'Anna']);
    const duplicate = await failureOf(database.run(INSERT, [200, 'Anna Example']));
    expect(duplicate).toBeInstanceOf(StatementError);
    expect(isUniqueViolation(duplicate) && isUniqueViolation(duplicate, 'note_pkey') && isDataError(duplicate)).toBe(true);
    expect(isUniqueViolation(duplicate, 'another_key')).toBe(false);
    const text = await failureOf(database.run(INSERT, [201, 'a\u0000b']));
    const type = await failureOf(database.run(INSERT, ['Anna Example', '']));
    expect([isDataError(text), isDataError(type), isConnectionFailure(type)]).toEqual([true, true, false]);
    expect([duplicate, text, type]).toMatchObject([{ temporary: false }, { temporary: false }, { temporary: false }]);
    expect(`${String(duplicate)} ${String(type)} ${JSON.stringify([duplicate, type])}`).not.toMatch(/Anna|200/);
  });

  it('takes a full disk for an outage, reports it to health checks, and goes on when there is space', async () => {
    const refuse = statement('disk-full', `DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`);
    const other = await temporary.open({ poolSize: 1 });
    expect(other.diskFull).toBe(false);
    for (const failed of [other.run(refuse), other.transaction(async (transaction) => transaction.run(refuse))]) {
      const error = await failureOf(failed);
      expect([isConnectionFailure(error), isDataError(error), String(error)]).toEqual([true, false, expect.stringContaining('its disk is full')]);
    }
    expect(other.diskFull).toBe(true);
    expect(await other.run(COUNT)).toMatchObject({ count: 1 });
  });

  it('knows a statement that had to give way as a temporary failure, and keeps the connection', async () => {
    const single = await temporary.open({ poolSize: 1 });
    const backend = statement('backend', 'SELECT pg_backend_pid() AS pid');
    const { rows: [before] } = await single.run(backend);
    await database.run(INSERT, [500, 'held']);
    const failures = await database.transaction(async (holder) => {
      await holder.run(HOLD, [500]);
      const blocked = async (setting: string) => failureOf(single.transaction(async (transaction) => {
        await transaction.run(statement(`shorten-${setting}`, `SET LOCAL ${setting} = '50ms'`));
        await transaction.run(HOLD, [500]);
      }));
      return [await blocked('lock_timeout'), await blocked('statement_timeout')];
    });
    expect(failures).toMatchObject([{ code: '55P03', temporary: true }, { code: '57014', temporary: true }]);
    expect(failures.map((failed) => [failed instanceof StatementError, isConnectionFailure(failed), isDataError(failed)])).toEqual([[true, false, false], [true, false, false]]);
    expect((await single.run(backend)).rows).toEqual([before]);
  });

  it('knows the loser of a deadlock as a temporary failure', async () => {
    await database.run(INSERT, [501, 'one']);
    await database.run(INSERT, [502, 'other']);
    let holders = 0;
    const cross = async (mine: number, theirs: number) => failureOf(database.transaction(async (transaction) => {
      await transaction.run(HOLD, [mine]);
      holders += 1;
      await until(() => holders === 2, 'both locks');
      await transaction.run(HOLD, [theirs]);
    }));
    const outcomes = await Promise.all([cross(501, 502), cross(502, 501)]);
    expect(outcomes.filter(Boolean)).toMatchObject([{ code: '40P01', temporary: true }]);
  });

  it('takes any batch as one parameter, with dates, large numbers and bytes intact', async () => {
    const batch = statement(
      'note-batch',
      `INSERT INTO note (id, body, born, size, content, at)
       SELECT id, body, born, size, decode(content, 'base64'), at
       FROM json_to_recordset($1::json) AS r(id int, body text, born date, size bigint, content text, at timestamptz)`,
    );
    const text = { id: 300, body: 'quote " and \\', born: '2012-02-29' };
    const row = { ...text, size: 9_007_199_254_740_993n, content: Buffer.from([0, 255, 10]), at: new Date(0) };
    const many = Array.from({ length: 20_000 }, (_, index) => ({ id: 1_000 + index, body: null }));
    expect(await database.run(batch, [batchJson([row, ...many])])).toMatchObject({ count: 20_001 });
    const { rows } = await database.run(statement('note-300', 'SELECT * FROM note WHERE id = $1'), [300]);
    expect(rows).toEqual([{ ...row, size: '9007199254740993' }]);
  });

  it('streams through a cursor and gives the connection back when the reader leaves early', async () => {
    const single = await temporary.open({ poolSize: 1 });
    const all = statement('numbers', 'SELECT n FROM generate_series(1, $1::int) AS n');
    const sizes: number[] = [];
    for await (const rows of single.stream(all, [1_050], 500)) sizes.push(rows.length);
    expect(sizes).toEqual([500, 500, 50]);
    for await (const rows of single.stream<{ n: number }>(all, [1_000_000], 10)) {
      if (rows.some(({ n }) => n === 25)) break;
    }
    expect(await single.ping(1_000)).toBe(true);
    await expect(single.stream(statement('writes', 'DELETE FROM note RETURNING id')).next()).rejects.toThrow(StatementError);
    expect(await single.ping(1_000)).toBe(true);
  });

  it('answers a health check in time when every connection is busy', async () => {
    const busy = Promise.all([database.run(SLOW), database.run(SLOW)]);
    expect(await database.ping(100)).toBe(false);
    await busy;
    expect(await database.ping(1_000)).toBe(true);
  });

  it('survives the server ending its connections, idle and busy', async () => {
    const { logger, failures } = recordingLogger();
    const victim = await temporary.open({ poolSize: 2, applicationName: 'victim', logger });
    const busy = failureOf(victim.transaction(async (transaction) => transaction.run(SLOW)));
    await victim.ping(1_000);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`;
    await database.run(statement('end-victim', end));
    expect(isConnectionFailure(await busy)).toBe(true);
    const lost = () => failures().filter(({ event }) => event === 'database.connection-lost').map(({ code }) => code);
    await until(() => lost().includes('57P01'), 'news of the idle connection');
    expect(await victim.ping(1_000)).toBe(true);
  });

  it('logs the code of every statement that fails, with its name and without its values', async () => {
    const { logger, lines, failures } = recordingLogger();
    const logged = await temporary.open({ poolSize: 2, logger, applicationName: 'logged' });
    const slow = statement('too-slow', 'SELECT pg_sleep(5)');
    await logged.run(INSERT, [400, 'Anna']);
    await failureOf(logged.run(INSERT, [400, 'Anna Example']));
    await failureOf(logged.transaction(async (transaction) => transaction.send(INSERT, ['Anna Example', ''])));
    await failureOf(logged.transaction(async (transaction) => {
      await transaction.run(statement('shorten', `SET LOCAL statement_timeout = '20ms'`));
      await transaction.run(slow);
    }));
    await failureOf(logged.stream(statement('cursor', 'SELECT nothing FROM note')).next());
    const session = await logged.openSession('lock');
    await failureOf(session.run(statement('nowhere', 'SELECT * FROM nowhere')));
    await session.close();
    await failureOf(session.run(COUNT));
    await failureOf(logged.transaction(async () => Promise.reject(new Error('the practitioner was not found'))));
    expect(failures().map(({ statement: name, code }) => [name, code])).toEqual([
      ['note-insert', '23505'], ['note-insert', '22P02'], ['too-slow', '57014'], ['cursor', '42703'], ['nowhere', '42P01'], ['note-count', 'CONNECTION_LOST'],
    ]);
    expect(lines.join('')).not.toMatch(/Anna|refused/);
  });

  it('logs how PostgreSQL was away', async () => {
    const { logger, failures } = recordingLogger();
    const gone = await temporary.open({ logger });
    await gone.close();
    await failureOf(gone.run(COUNT));
    const url = new URL(temporary.definition.appUrl);
    url.port = '1';
    await failureOf(DedicatedSession.open({ url: url.href, schema: database.schema, applicationName: 'away', logger }));
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    url.port = String((silent.address() as AddressInfo).port);
    await failureOf(DedicatedSession.open({ url: url.href, schema: database.schema, applicationName: 'away', logger }));
    silent.close();
    expect(failures().map(({ statement: name, code }) => [name, code])).toEqual([
      ['note-count', 'CONNECTION_LOST'], ['open-session', 'ECONNREFUSED'], ['open-session', 'CONNECT_TIMEOUT'],
    ]);
  }, 15_000);

  it('finishes running work before it closes, then refuses', async () => {
    const closing = await temporary.open();
    const order: string[] = [];
    const running = closing.run(SLOW).then(() => order.push('statement'));
    await closing.close();
    await running;
    expect(order).toEqual(['statement']);
    expect(isConnectionFailure(await failureOf(closing.run(COUNT)))).toBe(true);
    expect(await closing.ping(100)).toBe(false);
  });

  it('waits for a server that is away at boot, and never names the password', async () => {
    const url = new URL(temporary.definition.appUrl);
    url.port = '1';
    const began = performance.now();
    const error = await failureOf(temporary.open({ url: url.href, waitForMs: 600 }));
    expect(performance.now() - began).toBeGreaterThan(240);
    expect(isConnectionFailure(error)).toBe(true);
    url.port = new URL(temporary.definition.appUrl).port;
    url.password = 'wrong-password';
    const refused = await failureOf(temporary.open({ url: url.href, waitForMs: 5_000 }));
    const malformed = await failureOf(temporary.open({ url: 'postgres//app:wrong-password@host' }));
    expect(`${String(error)} ${String(refused)} ${String(malformed)}`).not.toContain('wrong-password');
    expect(refused).toMatchObject({ code: '28P01' });
  });
});
