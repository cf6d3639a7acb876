import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '#libs/config';
import { onlyOne, type Database } from '#libs/persistence';
import { testKafkaBrokers } from '#libs/testing';

import { DERIVED_TABLES, KEPT_TABLES, PASSING_TABLES } from '../tables.js';
import { PARTNERSHIP_FILE, query, TemporaryWatch } from '../test-support/temporary-watch.js';

/** Records of access, and counts of callers without a valid token: the app adds to them, and nothing else uses them. */
const ACCESS_TABLES = ['access_record', 'unknown_caller'];

describe('what the watch keeps, and what it can make again', () => {
  let watch: TemporaryWatch;
  let database: Database;

  beforeAll(async () => {
    watch = await TemporaryWatch.create();
    database = await watch.open();
  });
  afterAll(() => watch.remove());

  it('no table of the schema is neither: a new one is put on one of the lists', async () => {
    const { rows } = await query<{ name: string }>(database, 'SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN (\'r\', \'p\')');
    const listed: readonly string[] = [...DERIVED_TABLES, ...KEPT_TABLES, ...ACCESS_TABLES, ...PASSING_TABLES];
    const names = rows.map(({ name }) => name).filter((name) => !name.includes('migration'));
    expect(names.toSorted()).toEqual([...listed].toSorted());
  });

  it('is made again by one at a time: a second rebuild refuses, and touches nothing', async () => {
    const { appUrl, schema } = watch.definition;
    const second = await onlyOne(database, 'rebuild', () => promisify(execFile)(process.execPath, ['dist/apps/deadline-watch/src/rebuild.js'], {
      env: childEnvironment({
        DATABASE_URL: appUrl, DATABASE_SCHEMA: schema, KAFKA_BROKERS: testKafkaBrokers().join(','), TOPIC_PREFIX: 'none.', PARTNERSHIP_FILE,
      }),
    }).then(() => 'ran', (error: unknown) => (error as { readonly stderr: string }).stderr));
    expect(second?.result).toContain('a rebuild of these clocks runs already');
    expect((await query(database, 'SELECT 1 FROM rebuild WHERE running')).count).toBe(0);
  });
});
