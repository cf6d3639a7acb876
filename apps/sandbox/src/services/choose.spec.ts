import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadSettings, sandboxSettings, type Environment, type SandboxSettings } from '#libs/config';

import { chooseServers, rememberServers } from './choose.js';

describe('where PostgreSQL and Kafka run', () => {
  let dataDir: string;
  let asked = 0;
  beforeEach(() => {
    asked = 0;
    dataDir = mkdtempSync(join(tmpdir(), 'exchange-choose-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const choose = (environment: Environment, dockerRuns: boolean, brokers: 1 | 3 = 1) =>
    chooseServers({
      settings: settingsOf(environment),
      dataDir,
      brokers,
      dockerRuns: () => {
        asked += 1;
        return Promise.resolve(dockerRuns);
      },
    });

  it('is what the environment names, and Docker is not even asked', async () => {
    const named = { DATABASE_URL: 'postgres://admin:secret@db.example:5432/exchange', KAFKA_BROKERS: 'kafka.example:9092' };
    expect(await choose(named, true)).toEqual({ ok: true, value: { postgres: 'external', kafka: 'external' } });
    expect(asked).toBe(0);
    expect(await choose({ KAFKA_BROKERS: 'kafka.example:9092' }, true)).toMatchObject({ value: { postgres: 'docker', kafka: 'external' } });
  });

  it('is Docker where it runs, else this machine', async () => {
    expect(await choose({}, true)).toMatchObject({ value: { postgres: 'docker', kafka: 'docker' } });
    expect(asked).toBe(1);
    expect(await choose({}, false)).toMatchObject({ value: { postgres: 'local', kafka: 'local' } });
    expect(await choose({ EXCHANGE_DOCKER: 'never' }, true)).toMatchObject({ value: { postgres: 'local', kafka: 'local' } });
    expect(await choose({}, true, 3)).toMatchObject({ value: { postgres: 'docker', kafka: 'local' } });
  });

  it('is Docker or nothing when Docker is demanded', async () => {
    expect(await choose({ EXCHANGE_DOCKER: 'always' }, true)).toMatchObject({ value: { postgres: 'docker', kafka: 'docker' } });
    expect(await choose({ EXCHANGE_DOCKER: 'always' }, false)).toMatchObject({ ok: false, error: { message: expect.stringContaining('Docker with Compose does not run') } });
  });

  it('stays where the data is: Docker started since does not hide it', async () => {
    rememberServers(dataDir, { postgres: 'local', kafka: 'local' });
    expect(await choose({}, true)).toMatchObject({ value: { postgres: 'local', kafka: 'local' } });
    expect(await choose({ EXCHANGE_DOCKER: 'always' }, true)).toMatchObject({ ok: false, error: { message: expect.stringContaining('is in local servers') } });
  });

  it('reports data that is in Docker and cannot be reached', async () => {
    rememberServers(dataDir, { postgres: 'docker', kafka: 'docker' });
    expect(await choose({}, true)).toMatchObject({ value: { postgres: 'docker', kafka: 'docker' } });
    expect(await choose({}, false)).toMatchObject({ ok: false, error: { message: expect.stringContaining('is in Docker, which does not run now') } });
    expect(await choose({ EXCHANGE_DOCKER: 'never' }, true)).toMatchObject({ ok: false, error: { message: expect.stringContaining('EXCHANGE_DOCKER is "never"') } });
    // A day with external servers does not change the place of the folder's own data.
    rememberServers(dataDir, { postgres: 'external', kafka: 'external' });
    expect(await choose({}, true)).toMatchObject({ value: { postgres: 'docker', kafka: 'docker' } });
  });
});

function settingsOf(environment: Environment): SandboxSettings {
  const settings = loadSettings(sandboxSettings, environment);
  if (!settings.ok) throw new Error(settings.error[0]?.message);
  return settings.value;
}
