import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '#libs/local-services';

import { OLDEST_NODE, tooOldNode } from './node-version.js';
import type { PlannedApp } from './plan.js';
import { demoPartnership, requirePorts, requirePrograms } from './preflight.js';
import { sandboxSecrets } from './secrets.js';
import { externalKafka, externalPostgres } from './services/external.js';

const NOWHERE = 9;

describe('what a sandbox finds out before it starts anything', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-preflight-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([['18.20.4', false], ['20.18.3', false], ['20.19.0', true], ['22.0.0', true], ['24.1.0', true]])('Node %s is new enough: %s', (version, enough) => {
    expect(tooOldNode(version) === undefined).toBe(enough);
  });

  it('names the Node it needs, the same as package.json', () => {
    expect(tooOldNode('18.20.4')).toBe(
      'This is Node 18.20.4, and the sandbox needs 20.19.0 or later. Install a newer Node (https://nodejs.org), then start again.',
    );
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly engines: { readonly node: string } };
    expect(`>=${OLDEST_NODE}`).toBe(`${engines.node}.0`);
  });

  it('names the faults of a partnership file, and the file', async () => {
    const file = join(folder, 'partnership.yaml');
    writeFileSync(file, 'id: northshire\nname: [\n');
    expect(await demoPartnership(file)).toMatchObject({ ok: false, error: { message: expect.stringContaining('partnership.yaml') } });
    expect(await demoPartnership(join(folder, 'missing.yaml'))).toMatchObject({ ok: false, error: { message: expect.stringContaining('missing.yaml') } });
  });

  it('names a compiled program that is missing', () => {
    expect(requirePrograms([app('no-such-app', 1)])).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/no-such-app.*main\.js is missing\.$/), remedy: 'Run `npm run build`, then start again.' },
    });
  });

  it('names every port that is taken, and who needs it', async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    const kinds = { postgres: 'external', kafka: 'external' } as const;
    const { signal } = new AbortController();
    const ports = await requirePorts({ portBase: 1, brokers: 1, kinds, apps: [app('audit-portal', port)], leftovers: false, signal });
    expect(ports).toMatchObject({ ok: false, error: { message: `Port ${port} (needed by audit-portal) is in use by another program.` } });
    // A process left by a dead sandbox held the port, and then ends.
    setTimeout(() => squatter.close(), 400);
    expect(await requirePorts({ portBase: 1, brokers: 1, kinds, apps: [app('audit-portal', port)], leftovers: true, signal })).toMatchObject({ ok: true });
  });

  it('names the setting of a server that cannot be reached, and does not show its password', async () => {
    const postgres = await externalPostgres(`postgres://admin:hunter2@127.0.0.1:${NOWHERE}/exchange`);
    expect(postgres).toMatchObject({ ok: false, error: { message: `No PostgreSQL can be reached at 127.0.0.1:${NOWHERE}, which DATABASE_URL names.` } });
    const kafka = await externalKafka([`127.0.0.1:${NOWHERE}`, `[::1]:${NOWHERE}`]);
    expect(kafka).toMatchObject({ ok: false, error: { message: expect.stringContaining('which KAFKA_BROKERS names') } });
    expect(JSON.stringify([postgres, kafka])).not.toContain('hunter2');
  });

  it('makes secrets once, for this user alone, and never anew beside old data', () => {
    const made = sandboxSecrets(folder);
    expect(sandboxSecrets(folder)).toEqual(made);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, 'secrets.json'), '{"id":');
    expect(sandboxSecrets(folder)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/secrets\.json is damaged\.$/) } });
    rmSync(join(folder, 'secrets.json'));
    mkdirSync(join(folder, 'postgres', 'cluster'), { recursive: true });
    expect(sandboxSecrets(folder)).toMatchObject({ ok: false, error: { message: expect.stringContaining('is missing beside the databases') } });
    expect(existsSync(join(folder, 'secrets.json'))).toBe(false);
  });
});

function app(name: string, port: number): PlannedApp {
  return { name, app: name, id: name, port, url: `http://127.0.0.1:${port}`, environment: {} };
}
