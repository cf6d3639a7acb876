import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, testPostgresUrl, uniqueName } from '#libs/testing';

import { grants } from '../grants.js';
import { migrations } from './index.js';

const NAMES = migrations.map(({ name }) => name);

describe('the schema of an agency', () => {
  const schema = uniqueName('node');
  const appUrl = new URL(testPostgresUrl());
  Object.assign(appUrl, { username: `${schema}_app`, password: 'only-for-this-test' });
  const definition: SchemaDefinition = { adminUrl: testPostgresUrl(), appUrl: appUrl.href, schema, migrations, grants };
  let database: Database;

  beforeAll(async () => {
    const summaries = await Promise.all([migrateSchema(definition), migrateSchema(definition)]);
    expect(summaries.flatMap(({ applied }) => applied)).toEqual(NAMES);
    database = await Database.open({ url: appUrl.href, schema, poolSize: 1, applicationName: schema });
  });

  afterAll(async () => {
    await database.close();
    await dropSchema(definition);
  });

  const run = (sql: string) => database.run(statement(uniqueName('try'), sql));

  it.each([
    ['takes back a step', 'DELETE FROM step'],
    ['changes what somebody stated', `UPDATE step SET person = 'sw-9'`],
    ['makes a delivery undone', 'DELETE FROM delivery'],
    ['changes whose referral it is', `UPDATE referral SET force = 'southshire-police'`],
    ['erases content', 'DELETE FROM referral_content'],
    ['rewrites content', `UPDATE referral_content SET view = '{}'`],
    ['takes back an acknowledgement', 'DELETE FROM correction_acknowledgement'],
    ['changes a received update', `UPDATE referral_update SET kind = 'correction'`],
    ['empties a table', 'TRUNCATE step'],
    ['forgets what was quarantined', 'DELETE FROM quarantine'],
    ['makes it unknown who asked', 'DELETE FROM access_record'],
    ['makes a table', 'CREATE TABLE more (id int)'],
  ])('is served by a role that never %s', async (_, sql) => {
    await expect(run(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('counts every rung that a referral can reach', async () => {
    const { rows } = await database.run<{ rung: string }>(statement(uniqueName('try'), 'SELECT rung FROM rung_count ORDER BY rung'));
    expect(rows.map(({ rung }) => rung)).toEqual(['accepted', 'decided', 'delivered', 'fed_back', 'opened', 'redirected', 'refused']);
  });
});
