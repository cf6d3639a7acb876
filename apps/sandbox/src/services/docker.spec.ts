import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { DockerServers, dockerRuns } from './docker.js';
import type { ServerKinds } from './server.js';

const SECRETS = { id: 'ab12cd', postgresPassword: 'made-once', rolePassword: 'r', caseKeySecret: 'c' };

const compose = (rest: string): unknown =>
  expect.stringMatching(new RegExp(`^6190 6191 made-once: compose --project-name safeguarding-exchange-ab12cd --file /.*docker-compose.yml ${rest}$`));

/** No Docker runs where the tests do. A program of that name records its arguments and starts nothing. */
describe('the servers in Docker', () => {
  let folder: string;
  let path: string | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-docker-'));
    path = process.env['PATH'];
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });

  const pretend = (answer: string): void => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const program = join(bin, 'docker');
    writeFileSync(program, `#!/bin/sh\necho "$POSTGRES_PORT $KAFKA_PORT $POSTGRES_PASSWORD: $*" >> ${join(folder, 'asked')}\n${answer}\n`);
    chmodSync(program, 0o755);
    process.env['PATH'] = `${bin}${delimiter}${path ?? ''}`;
  };
  const asked = (): string[] => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n') : []);
  const servers = (kinds: ServerKinds, signal = new AbortController().signal): DockerServers =>
    new DockerServers(
      { dataDir: folder, portBase: 6100, brokers: 1, agencies: [], secrets: SECRETS, progress: () => undefined, signal, onLost: () => undefined },
      kinds,
    );

  it('are there when Docker Compose answers, and not when it fails or there is none', async () => {
    const { signal } = new AbortController();
    process.env['PATH'] = folder;
    expect(await dockerRuns(folder, signal)).toBe(false);
    pretend('exit 0');
    expect(await dockerRuns(folder, signal)).toBe(true);
    rmSync(join(folder, 'bin'), { recursive: true });
    pretend('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(await dockerRuns(folder, signal)).toBe(false);
  });

  it('come up together, healthy, with the sandbox\'s ports and password, and are stopped without losing their volumes', async () => {
    pretend('exit 0');
    const both = servers({ postgres: 'docker', kafka: 'docker' });
    const [postgres, kafka] = await Promise.all([both.start('postgres'), both.start('kafka')]);
    if (!postgres.ok || !kafka.ok) throw new Error('the pretended Docker failed');
    await Promise.all([postgres.value.stop(), kafka.value.stop()]);
    expect(asked()).toEqual([compose('up --detach --wait postgres kafka'), compose('stop postgres kafka')]);
  });

  it('leave alone what is elsewhere', async () => {
    pretend('exit 0');
    await servers({ postgres: 'docker', kafka: 'external' }).start('postgres');
    expect(asked()).toEqual([compose('up --detach --wait postgres')]);
  });

  it('tell in Docker\'s own words why they do not come up, and leave no container running', async () => {
    pretend('case "$*" in *up*) echo "port is already allocated."; exit 1;; esac');
    const started = await servers({ postgres: 'docker', kafka: 'docker' }).start('kafka');
    expect(started).toMatchObject({ ok: false, error: { message: 'Docker Compose could not start the servers. Its last line: port is already allocated.' } });
    expect(asked().at(-1)).toEqual(compose('stop postgres kafka'));
  });

  it('are stopped when the person gives up while the images are being fetched', async () => {
    pretend('case "$*" in *up*) exec sleep 60;; esac');
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 300);
    const started = await servers({ postgres: 'docker', kafka: 'docker' }, giveUp.signal).start('kafka');
    expect(started).toMatchObject({ ok: false, error: { code: 'STOPPED' } });
    expect(asked().at(-1)).toEqual(compose('stop postgres kafka'));
  });
});
