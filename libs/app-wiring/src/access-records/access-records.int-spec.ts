import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AccessRecordedContract, decodeEvent, type AccessRecorded } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Database, migrateSchema, OUTBOX_GRANTS, outboxTables, statement, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, testPostgresUrl } from '#libs/testing';

import { AccessRecordsInDatabase } from './access-records.repository.js';
import { accessRecordGrants, accessRecordTables } from './tables.js';
import { networkOf, OTHER_SOURCES, UnknownCallers } from './unknown-callers.repository.js';

const TOPIC = 't.safeguarding.access.v1';

function opened(more: Partial<AccessRecorded> = {}): AccessRecorded {
  return {
    accessId: newId(), at: '2026-05-22T18:04:11.207Z', app: 'agency-node', node: 'northshire-csc', action: 'inbox.open', kind: 'content', outcome: 'granted', status: 200,
    organisation: 'northshire-csc', person: 'sw-0142', client: 'northshire-case-management', reason: 'safeguarding', referralIds: [newId()], correlationId: newId(), ...more,
  };
}

async function query<Row>(database: Database, sql: string): Promise<readonly Row[]> {
  return (await database.run<Row>(statement(`t-${randomBytes(6).toString('hex')}`, sql))).rows;
}

describe('the records of access of an app', () => {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  const urlOf = (role: string): string => Object.assign(new URL(testPostgresUrl()), { username: `${schema}_${role}`, password: randomBytes(12).toString('hex') }).href;
  const [appUrl, readerUrl] = [urlOf('app'), urlOf('reader')];
  const definition: SchemaDefinition = {
    adminUrl: testPostgresUrl(), appUrl, schema,
    migrations: [{ name: 'Access1700000000000', statements: [outboxTables(), accessRecordTables(), accessRecordTables('portal')] }],
    grants: [...OUTBOX_GRANTS, ...accessRecordGrants()], readers: [{ url: readerUrl, grants: accessRecordGrants('portal') }],
  };
  let admin: Database;
  let app: Database;
  let reader: Database;
  const failures: unknown[] = [];

  beforeAll(async () => {
    await migrateSchema(definition);
    admin = await Database.open({ url: testPostgresUrl(), schema, poolSize: 1, applicationName: schema });
    app = await Database.open({ url: appUrl, schema, poolSize: 2, applicationName: schema });
    reader = await Database.open({ url: readerUrl, schema, poolSize: 2, applicationName: schema, readOnly: true });
  });
  afterAll(async () => {
    for (const database of [app, reader, admin]) await database.close();
    await dropSchema(definition);
  });

  it('are on disk, each with the message that takes it to the recorder, when the answer may go out', async () => {
    const records = new AccessRecordsInDatabase(app, { topic: TOPIC, source: '/agency-node' });
    const many = Array.from({ length: 30 }, () => opened());
    await Promise.all(many.map((record) => records.add(record)));
    expect((await query(admin, 'SELECT access_id FROM access_record')).length).toBe(30);
    const sent = await query<{ message_id: string; topic: string; key: string; headers: Record<string, string>; value: Buffer }>(admin, 'SELECT message_id, topic, key, headers, value FROM outbox');
    const read = sent.map(({ headers, value, key, topic }) => decodeEvent({ topic, partition: 0, offset: '0', timestamp: '0', key, headers, value }, [AccessRecordedContract]));
    expect(new Set(read.map((outcome) => (outcome.ok ? (outcome.value.data as AccessRecorded).accessId : outcome.error.code)))).toEqual(new Set(many.map(({ accessId }) => accessId)));
    expect(sent.every(({ topic, key }) => topic === TOPIC && key === 'northshire-csc')).toBe(true);
    // Together they needed few commits: the same transaction wrote many of them.
    const [commits] = await query<{ count: number }>(admin, 'SELECT count(DISTINCT xmin::text)::int AS count FROM access_record');
    expect(commits?.count).toBeLessThan(10);
    await records.close();
  });

  it('fail to be written, and say so, where the table is gone or the record breaks its contract', async () => {
    const records = new AccessRecordsInDatabase(app, { topic: TOPIC, source: '/agency-node' });
    await expect(records.add(opened({ client: 'two\nlines' }))).rejects.toThrow(TypeError);
    await query(admin, 'ALTER TABLE access_record RENAME TO mislaid');
    await expect(records.add(opened())).rejects.toMatchObject({ code: '42P01' });
    await query(admin, 'ALTER TABLE mislaid RENAME TO access_record');
    await expect(records.add(opened())).resolves.toBeUndefined();
    await records.close();
  });

  it.each([
    ['changes', `UPDATE access_record SET record = '{}'`], ['deletes', 'DELETE FROM access_record'], ['reads', 'SELECT 1 FROM access_record'], ['empties', 'TRUNCATE access_record'],
    ['looks into the counts of the portal with', 'SELECT 1 FROM portal_unknown_caller'], ['writes for the portal with', `INSERT INTO portal_access_record VALUES ('${newId()}', now(), '{}')`],
  ])('are added by a role that never %s them', async (_, sql) => {
    await expect(query(app, sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot be changed by the owner of the tables either', async () => {
    for (const sql of [`UPDATE access_record SET record = '{}'`, 'DELETE FROM access_record', 'TRUNCATE access_record']) await expect(query(admin, sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('of the portal are in a table of its own, which its otherwise reading role may add to, and need no message', async () => {
    const [before] = await query<{ count: number }>(admin, 'SELECT count(*)::int AS count FROM outbox');
    const records = new AccessRecordsInDatabase(reader);
    const search = opened({ app: 'audit-portal', action: 'audit.search-events', kind: 'audit' });
    await records.add(search);
    await expect(records.add(opened({ client: 'two\nlines' }))).rejects.toThrow(TypeError);
    expect(await query(admin, 'SELECT access_id FROM portal_access_record')).toEqual([{ access_id: search.accessId }]);
    expect(await query(admin, 'SELECT count(*)::int AS count FROM outbox')).toEqual([before]);
    await records.close();
    for (const sql of ['DELETE FROM portal_access_record', `UPDATE portal_access_record SET record = '{}'`, `INSERT INTO access_record VALUES ('${newId()}', now(), '{}')`, `INSERT INTO outbox (message_id, topic, key, headers) VALUES ('${newId()}', '${TOPIC}', 'k', '{}')`]) {
      await expect(reader.transaction(async (transaction) => {
        await transaction.run(statement('t-read-write', 'SET TRANSACTION READ WRITE'));
        await transaction.run(statement(`t-${randomBytes(6).toString('hex')}`, sql));
      })).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('count requests of unknown callers by minute, network and problem, over both copies of an app, and a flood of networks in one row', async () => {
    const copies = [new UnknownCallers(app, 'app', (error) => failures.push(error)), new UnknownCallers(app, 'app', (error) => failures.push(error))];
    for (const copy of copies) for (let turn = 0; turn < 3; turn += 1) copy.count('198.51.100.7', 'IDN-001');
    copies[0]?.count('2001:db8:9:1::7', 'GEN-007');
    for (const copy of copies) await copy.flush();
    const rows = await query<{ source: string; problem: string; requests: string }>(admin, 'SELECT source, problem, sum(requests)::text AS requests FROM unknown_caller GROUP BY 1, 2 ORDER BY 1');
    expect(rows).toEqual([{ source: '198.51.100.0/24', problem: 'IDN-001', requests: '6' }, { source: '2001:db8:9::/48', problem: 'GEN-007', requests: '1' }]);
    for (let network = 0; network < 5_000; network += 1) copies[0]?.count(`10.${network >> 8}.${network & 255}.1`, 'IDN-001');
    await copies[0]?.flush();
    const [flood] = await query<{ rows: number; others: string; all: string }>(admin, `
      SELECT count(*)::int AS rows, sum(requests) FILTER (WHERE source = '${OTHER_SOURCES}')::text AS others, sum(requests)::text AS all FROM unknown_caller WHERE source NOT LIKE '198.%' AND source NOT LIKE '2001:%'`);
    expect(Number(flood?.all)).toBe(5_000);
    expect(flood?.rows).toBeLessThan(500);
    expect(Number(flood?.others)).toBeGreaterThan(4_000);
    for (const copy of copies) await copy.close();
    expect(failures).toEqual([]);
  });

  it('keep those counts while the database cannot take them, and for 90 days afterwards', async () => {
    const errors: unknown[] = [];
    const counts = new UnknownCallers(app, 'app', (error) => errors.push(error));
    await query(admin, 'ALTER TABLE unknown_caller RENAME TO mislaid');
    counts.count('203.0.113.9', 'IDN-002');
    await counts.flush();
    await query(admin, 'ALTER TABLE mislaid RENAME TO unknown_caller');
    await query(admin, `INSERT INTO unknown_caller VALUES (now() - interval '91 days', '192.0.2.0/24', 'IDN-001', 4), (now() - interval '89 days', '192.0.2.0/24', 'IDN-001', 4)`);
    counts.count('203.0.113.9', 'IDN-002');
    await counts.close();
    expect(errors).toHaveLength(1);
    const [kept] = await query<{ requests: string }>(admin, `SELECT sum(requests)::text AS requests FROM unknown_caller WHERE source = '203.0.113.0/24'`);
    expect(kept?.requests).toBe('2');
    expect(await query(admin, `SELECT 1 FROM unknown_caller WHERE source = '192.0.2.0/24'`)).toHaveLength(1);
  });
});

describe('the network of an address', () => {
  it.each([
    ['198.51.100.7', '198.51.100.0/24'], ['::ffff:198.51.100.7', '198.51.100.0/24'], ['2001:db8:9:1::7', '2001:db8:9::/48'], ['2001:0db8:0009:0001:0:0:0:7', '2001:db8:9::/48'],
    ['::1', '0:0:0::/48'], ['fe80::1%eth0', 'fe80:0:0::/48'], ['', 'unknown'], [undefined, 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
