import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, testPostgresUrl, uniqueName } from '#libs/testing';

import { grants } from '../grants.js';
import { migrations } from './index.js';

describe('the schema of the publisher', () => {
  const schema = uniqueName('publisher');
  const appUrl = new URL(testPostgresUrl());
  Object.assign(appUrl, { username: `${schema}_app`, password: 'only-for-this-test' });
  const definition: SchemaDefinition = { adminUrl: testPostgresUrl(), appUrl: appUrl.href, schema, migrations, grants };
  let database: Database;

  beforeAll(async () => {
    expect((await migrateSchema(definition)).applied).toEqual(migrations.map(({ name }) => name));
    database = await Database.open({ url: appUrl.href, schema, poolSize: 1, applicationName: schema });
  });

  afterAll(async () => {
    await database.close();
    await dropSchema(definition);
  });

  it.each([
    ['changes who corrected what', 'UPDATE change SET person = NULL'],
    ['takes back a withdrawal', `DELETE FROM change WHERE operation = 'withdrawal'`],
    ['forgets that a content was replaced', 'DELETE FROM content_version'],
    ['changes a statement', `UPDATE statement SET data = '{}'`],
    ['changes when the broker stored a statement', 'UPDATE statement SET stored_at = now()'],
    ['forgets a statement', 'DELETE FROM statement'],
    ['lets an effect happen again', 'DELETE FROM statement_effect'],
    ['changes the digest of a copy', `UPDATE recipient SET envelope_digest = ''`],
    ['settles a conflict by removing it', 'DELETE FROM ethnicity_conflict'],
    ['makes an incident undone', 'DELETE FROM incident'],
    ['hides a change from the list of referrals', 'UPDATE last_change SET changed_at = now()'],
    ['adds a change that did not happen', `INSERT INTO last_change VALUES (gen_random_uuid(), 'northshire-police', '1', now())`],
    ['makes an old cursor valid', 'UPDATE list_epoch SET epoch = gen_random_uuid()'],
    ['erases a content', 'DELETE FROM referral_content'],
  ])('is served by a role that never %s', async (_, sql) => {
    await expect(database.run(statement(uniqueName('try'), sql))).rejects.toMatchObject({ code: '42501' });
  });
});
