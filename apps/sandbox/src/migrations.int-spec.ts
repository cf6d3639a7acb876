import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '#libs/config';
import { appProgram, ManagedProcess, repositoryFile } from '#libs/local-services';
import { Database, statement } from '#libs/persistence';
import { dropSchema, makeTemporaryFolder, TestIssuer, testPostgresUrl, uniqueName } from '#libs/testing';

import { migrateAll } from './migrations.js';

describe('the schemas of a sandbox', () => {
  const folder = makeTemporaryFolder('sandbox-migrations');
  const schema = uniqueName('sandbox_watch');
  const appUrl = new URL(testPostgresUrl());
  Object.assign(appUrl, { username: `${schema}_app`, password: 'only-for-this-test' });
  const watch = {
    name: 'deadline-watch', app: 'deadline-watch', id: 'watch', port: 1, url: '',
    environment: { DATABASE_URL: appUrl.href, DATABASE_SCHEMA: schema }, migration: { DATABASE_ADMIN_URL: testPostgresUrl() },
  };
  const migrate = (ownsDatabase = true) => migrateAll([watch], folder.path, folder.path, ownsDatabase, new AbortController().signal);
  const asAdministrator = async (sql: string): Promise<void> => {
    const database = await Database.open({ url: testPostgresUrl(), schema, poolSize: 1, applicationName: schema });
    await database.run(statement(uniqueName('try'), sql));
    await database.close();
  };

  afterAll(async () => {
    await dropSchema({ adminUrl: testPostgresUrl(), appUrl: appUrl.href, schema });
    folder.remove();
  });

  it('are found again by the version that made them, and refused where another version did, with the folder and how to start afresh', async () => {
    expect(await migrate()).toMatchObject({ ok: true });
    expect(await migrate()).toMatchObject({ ok: true });
    await asAdministrator("UPDATE migration_digest SET digest = 'of another version'");
    const refused = await migrate();
    expect(refused.ok ? '' : `${refused.error.message} ${refused.error.remedy}`).toBe(
      `The data in ${folder.path} was made by another version of the exchange: delete this folder to start afresh, or name another one with npm start -- --data <folder>.`,
    );
    expect(readFileSync(join(folder.path, 'migrate.log'), 'utf8')).toContain(`Schema ${schema} was made by another version of the exchange`);
  }, 60_000);

  it('are refused by an app that starts on them, before it reads a message', async () => {
    const started = await ManagedProcess.start({
      name: 'The watch', command: process.execPath, args: [appProgram('deadline-watch', 'main')], logFile: join(folder.path, 'watch.log'),
      environment: {
        ...childEnvironment(), ...TestIssuer.shared().environment(), ...watch.environment, KAFKA_BROKERS: '127.0.0.1:1', PORT: '0',
        PARTNERSHIP_FILE: repositoryFile('infra', 'partnership', 'northshire', 'partnership.yaml'),
      },
    });
    const ended = started.ok ? await started.value.waitUntilEnded({ timeoutMs: 60_000 }) : started;
    expect(ended).toMatchObject({ ok: true, value: { code: 5 } });
    expect(readFileSync(join(folder.path, 'watch.log'), 'utf8')).toContain(
      `deadline-watch cannot start: Schema ${schema} was made by another version of the exchange and cannot be migrated to this one`,
    );
  }, 90_000);

  it('name the schema where the data is not in the folder', async () => {
    const refused = await migrate(false);
    expect(refused.ok ? '' : refused.error.message).toContain(`Schema ${schema} was made by another version of the exchange`);
  }, 60_000);
});
