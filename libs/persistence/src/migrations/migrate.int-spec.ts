import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dropSchema, testPostgresUrl } from '#libs/testing';
import { Database } from '../database/database.js';
import { temporaryDefinition, urlFor } from '../test-support/temporary-schema.js';
import { appendOnly, appendOnlyPartition } from './append-only.js';
import type { Grant } from './grants.js';
import { migrateSchema, type SchemaDefinition } from './migrate.js';
import type { Migration } from './migration.js';
import { OtherSchemaVersion } from './schema-version.js';

const EVENT_LOG: Migration = {
  name: 'EventLog1700000000001',
  statements: [
    'CREATE TABLE event (id int, at int, note text) PARTITION BY RANGE (at)',
    appendOnly('event'),
    'CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM (0) TO (100)',
    appendOnlyPartition('event_2026'),
    'CREATE FUNCTION secret_count() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM event $$',
  ],
};
const PROJECTION: Migration = {
  name: 'Projection1700000000002',
  statements: ['CREATE TABLE projection (id int GENERATED ALWAYS AS IDENTITY, rung text, secret text)'],
};

const MIGRATIONS = [EVENT_LOG, PROJECTION];
let definition: SchemaDefinition;
const leftovers: SchemaDefinition[] = [];

function define(adminUrl = testPostgresUrl()): SchemaDefinition {
  const base = temporaryDefinition(adminUrl, MIGRATIONS, [
    { table: 'event', rights: ['SELECT', 'INSERT'] },
    { table: 'projection', rights: ['SELECT', 'INSERT', 'UPDATE'] },
  ]);
  const seen: Grant = { table: 'projection', rights: ['SELECT'], columns: ['rung'] };
  const made = { ...base, readers: [{ url: urlFor(adminUrl, `${base.schema}_reader`), grants: [seen] }] };
  leftovers.push(made);
  return made;
}

beforeAll(async () => {
  definition = define();
  await migrateSchema(definition);
});
afterAll(async () => {
  for (const made of leftovers) await dropSchema({ ...made, adminUrl: testPostgresUrl() });
});

/** Runs statements as the given log-in, optionally as another role, in the schema; each answers 'ok' or its SQLSTATE. */
async function tryAs(url: string, statements: readonly string[], role?: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ${definition.schema}`);
    if (role !== undefined) await client.query(`SET ROLE ${role}`);
    const answers: string[] = [];
    for (const text of statements) {
      answers.push(await client.query(text).then(() => 'ok', (error: { code: string }) => error.code));
    }
    return answers;
  } finally {
    await client.end();
  }
}

/** The time limits of a session that asks for none. */
async function limits(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: [found] } = await client.query<{ limits: string[] }>(`SELECT ARRAY[current_setting('statement_timeout'), current_setting('lock_timeout'),
      current_setting('idle_in_transaction_session_timeout')] AS limits`);
    return found?.limits ?? [];
  } finally {
    await client.end();
  }
}

const REFUSED = '42501';
const TAMPERING = [
  `UPDATE event SET note = 'x'`, 'DELETE FROM event', 'TRUNCATE event',
  `UPDATE event_2026 SET note = 'x'`, 'DELETE FROM event_2026', 'TRUNCATE event_2026',
];

function refusal(schema: string): string {
  return `Schema ${schema} was made by another version of the exchange and cannot be migrated to this one: drop it with its data, or name another database.`;
}

describe('migrateSchema', () => {
  it('lets the app do what was declared, and nothing else', async () => {
    const insert = `INSERT INTO projection (rung) VALUES ('opened')`;
    const allowed = ['INSERT INTO event VALUES (1, 1, NULL)', 'SELECT * FROM event', insert];
    expect(await tryAs(definition.appUrl, allowed)).toEqual(allowed.map(() => 'ok'));
    const forbidden = [
      ...TAMPERING, 'DELETE FROM projection', 'CREATE TABLE mine (id int)', 'DROP TABLE event',
      'SELECT secret_count()', 'SELECT * FROM migrations', `SET ROLE ${definition.schema}_owner`,
    ];
    expect(await tryAs(definition.appUrl, forbidden)).toEqual(forbidden.map(() => REFUSED));
  });

  it('lets a reader read the columns named and write nothing', async () => {
    const url = definition.readers?.[0]?.url ?? '';
    const write = `INSERT INTO projection (rung) VALUES ('x')`;
    const attempts = ['SELECT rung FROM projection', 'SELECT secret FROM projection', 'SELECT * FROM event', write];
    expect(await tryAs(url, attempts)).toEqual(['ok', REFUSED, REFUSED, REFUSED]);
  });

  it('refuses to change an append-only table even for its owner', async () => {
    const replica = ['SET session_replication_role = replica'];
    expect(await tryAs(testPostgresUrl(), TAMPERING, `${definition.schema}_owner`)).toEqual(TAMPERING.map(() => REFUSED));
    expect(await tryAs(testPostgresUrl(), [...replica, ...TAMPERING])).toEqual(['ok', ...TAMPERING.map(() => REFUSED)]);
  });

  it('a log-in as the owner is refused, with its name alone too', async () => {
    const login = tryAs(urlFor(testPostgresUrl(), `${definition.schema}_owner`), []);
    await expect(login).rejects.toMatchObject({ code: '28P01' });
  });

  it('limits the time of a role for every program that logs in as it, and leaves a limit that an administrator chose', async () => {
    const own = define();
    await migrateSchema(own);
    for (const url of [own.appUrl, ...(own.readers ?? []).map((reader) => reader.url)]) expect(await limits(url)).toEqual(['15s', '5s', '10s']);
    const admin = new pg.Client({ connectionString: testPostgresUrl() });
    await admin.connect();
    await admin.query(`ALTER ROLE ${new URL(own.appUrl).username} SET lock_timeout = '2s'`);
    await admin.end();
    await migrateSchema(own);
    expect(await limits(own.appUrl)).toEqual(['15s', '2s', '10s']);
  });

  it('changes nothing when repeated, and reports that', async () => {
    const before = await rightsOf(definition);
    const again = await migrateSchema(definition);
    expect(again).toMatchObject({ applied: [], pending: 0, roles: { created: [] } });
    expect(await rightsOf(definition)).toEqual(before);
  });

  it('takes back rights that are no longer declared, from roles no longer named too', async () => {
    const made = define();
    await migrateSchema({ ...made, grants: [{ table: 'projection', rights: ['DELETE'] }] });
    await migrateSchema({ ...made, grants: [{ table: 'projection', rights: ['SELECT'] }], readers: [] });
    const held = (await rightsOf(made)).filter((right) => !right.startsWith(`${made.schema}_owner`));
    expect(held).toEqual([`${made.schema}_app SELECT migration_digest`, `${made.schema}_app SELECT projection`]);
  });

  it('is safe when several run at once', async () => {
    const made = define();
    const lines: string[] = [];
    const summaries = await Promise.all([1, 2, 3].map(async () => migrateSchema(made, (line) => lines.push(line))));
    expect(summaries.map(({ applied }) => applied.length).toSorted((left, right) => left - right)).toEqual([0, 0, 2]);
    expect(lines.join()).toContain('waiting for another migration');
  });

  it('applies a further migration to a schema that has those before it', async () => {
    const made = define();
    await migrateSchema({ ...made, migrations: [EVENT_LOG], grants: [], readers: [] });
    expect(await migrateSchema(made)).toMatchObject({ applied: ['Projection1700000000002'] });
  });

  describe('until 1.0, when migrations are edited in place', () => {
    const edited: Migration = { ...PROJECTION, statements: [PROJECTION.statements[0]?.replace('secret text', 'secret text, added text') ?? ''] };

    it('refuses a schema that another version of a migration made, in one sentence, and changes nothing of it', async () => {
      const made = define();
      await migrateSchema(made);
      const before = await rightsOf(made);
      const outcome = migrateSchema({ ...made, migrations: [EVENT_LOG, edited], grants: [] });
      await expect(outcome).rejects.toBeInstanceOf(OtherSchemaVersion);
      await expect(outcome).rejects.toThrow(refusal(made.schema));
      expect(await rightsOf(made)).toEqual(before);
      expect(await migrateSchema(made)).toMatchObject({ applied: [] });
    });

    it('refuses a schema that has a migration which this version does not know, or one from before digests were kept', async () => {
      const made = define();
      await migrateSchema(made);
      await expect(migrateSchema({ ...made, migrations: [EVENT_LOG] })).rejects.toThrow(refusal(made.schema));
      await tryAs(testPostgresUrl(), [`DROP TABLE ${made.schema}.migration_digest`]);
      await expect(migrateSchema(made)).rejects.toThrow(refusal(made.schema));
    });

    it('is compared with the app\'s own migrations at its start', async () => {
      const made = define();
      const start = async (migrations: readonly Migration[], url = made.appUrl): Promise<void> => {
        const database = await Database.open({ url, schema: made.schema, poolSize: 1, applicationName: made.schema, migrations });
        await database.close();
      };
      await expect(start(MIGRATIONS, made.adminUrl)).rejects.toThrow(`Schema ${made.schema} is not migrated to this version of the exchange`);
      await migrateSchema(made);
      await start(MIGRATIONS);
      // While a later version is being rolled out, its additional migration must not stop the earlier version, which
      // still runs.
      await start([EVENT_LOG]);
      await expect(start([EVENT_LOG, edited])).rejects.toThrow(refusal(made.schema));
      const further: Migration = { name: 'Further1700000000003', statements: ['SELECT 1'] };
      await expect(start([...MIGRATIONS, further])).rejects.toThrow('run exchange migrate, then start again');
    });
  });

  it('leaves nothing of a migration that fails, and keeps those before it', async () => {
    const BROKEN: Migration = { name: 'Broken1700000000003', statements: ['CREATE TABLE half_way (id int)', 'SELECT * FROM nowhere'] };
    const made = define();
    const broken = migrateSchema({ ...made, migrations: [...MIGRATIONS, BROKEN] });
    await expect(broken).rejects.toThrow(/migrating schema .*42P01.*nowhere/);
    expect(await migrateSchema(made)).toMatchObject({ applied: [] });
    expect(await rightsOf(made)).not.toContain(`${made.schema}_owner INSERT half_way`);
  });

  it('works for an administrator who is no superuser', async () => {
    const role = `t_admin_${randomBytes(4).toString('hex')}`;
    const adminUrl = urlFor(testPostgresUrl(), role);
    const database = new URL(testPostgresUrl()).pathname.slice(1);
    await tryAs(testPostgresUrl(), [
      `CREATE ROLE ${role} LOGIN CREATEROLE PASSWORD '${new URL(adminUrl).password}'`,
      `GRANT CREATE ON DATABASE ${database} TO ${role}`,
    ]);
    const made = define(adminUrl);
    try {
      expect(await migrateSchema(made)).toMatchObject({ applied: ['EventLog1700000000001', 'Projection1700000000002'] });
      expect(await migrateSchema(made)).toMatchObject({ applied: [], roles: { created: [] } });
    } finally {
      await dropSchema({ ...made, adminUrl: testPostgresUrl() });
      await tryAs(testPostgresUrl(), [`REVOKE CREATE ON DATABASE ${database} FROM ${role}`, `DROP ROLE ${role}`]);
    }
  });

  it('sets a changed password, and keeps passwords out of its output', async () => {
    const made = define();
    await migrateSchema(made);
    const changed = { ...made, appUrl: urlFor(testPostgresUrl(), `${made.schema}_app`, `new "pass' wörd`) };
    const lines: string[] = [];
    const summary = await migrateSchema(changed, (line) => lines.push(line));
    expect(await tryAs(changed.appUrl, [])).toEqual([]);
    const asAdmin = { ...made, appUrl: testPostgresUrl() };
    const refusal = await migrateSchema(asAdmin).catch(String);
    const wrong = await migrateSchema({ ...made, adminUrl: urlFor(testPostgresUrl(), 'postgres', 'wrong-secret') }).catch(String);
    expect(refusal).toContain('superuser');
    expect(wrong).toContain('28P01');
    expect(JSON.stringify([lines, summary, refusal, wrong])).not.toMatch(/pass'|wrong-secret/);
  });
});

async function rightsOf({ schema }: SchemaDefinition): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: testPostgresUrl() });
  await client.connect();
  const { rows } = await client.query<{ line: string }>(
    `SELECT grantee || ' ' || privilege_type || ' ' || table_name AS line
     FROM information_schema.table_privileges WHERE table_schema = $1 ORDER BY 1`,
    [schema],
  );
  await client.end();
  return rows.map(({ line }) => line);
}
