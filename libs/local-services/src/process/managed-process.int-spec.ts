import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { processIdentity, waitUntilGone } from './identity.js';
import { ManagedProcess, type ManagedProcessOptions } from './managed-process.js';

describe('a supervised process', () => {
  let folder: string;
  let started: ManagedProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-process-'));
  });
  afterEach(async () => {
    started?.kill('SIGKILL');
    await started?.exited;
    started = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(script: string, options: Partial<ManagedProcessOptions> = {}): Promise<ManagedProcess> {
    const outcome = await ManagedProcess.start({
      name: 'agency-node',
      command: process.execPath,
      args: ['-e', script],
      environment: {},
      logFile: join(folder, 'agency-node.log'),
      ...options,
    });
    if (!outcome.ok) throw new Error(outcome.error.message);
    started = outcome.value;
    return outcome.value;
  }

  it('is ready when its log has the ready line, and stops in order when asked', async () => {
    const child = await start(`process.on('SIGTERM', () => { console.log('closing'); process.exit(0); }); console.log('Ready at last'); setInterval(() => {}, 1000)`);
    expect(await child.waitForLine(/^Ready/, { timeoutMs: 5_000 })).toEqual({ ok: true, value: 'Ready at last' });
    expect(await child.stop()).toEqual({ code: 0, signal: null, expected: true });
    expect(child.lines()).toEqual(['Ready at last', 'closing']);
  });

  it('that does not stop in time is killed', async () => {
    const child = await start(`process.on('SIGTERM', () => {}); console.log('Ready'); setInterval(() => {}, 1000)`, { stopTimeoutMs: 300 });
    await child.waitForLine(/Ready/, { timeoutMs: 5_000 });
    expect(await child.stop()).toMatchObject({ signal: 'SIGKILL', expected: true });
  });

  it('that ends by itself is reported as unexpected, and does not become ready', async () => {
    const exits: unknown[] = [];
    const child = await start('process.exit(3)', { onExit: (exit) => exits.push(exit) });
    const ready = await child.waitUntilReady(() => false, { timeoutMs: 5_000 });
    expect(ready).toMatchObject({ ok: false, error: { code: 'START_FAILED', message: 'agency-node ended with code 3 before it was ready.' } });
    expect(exits).toEqual([{ code: 3, signal: null, expected: false }]);
  });

  it('sees only the environment it is given', async () => {
    const child = await start('console.log(JSON.stringify(Object.keys(process.env)))', { environment: { AGENCY_ID: 'northshire-csc' } });
    await child.exited;
    expect(JSON.parse(child.lines()[0] ?? '')).toEqual(['AGENCY_ID']);
  });

  it('that cannot be started is an outcome', async () => {
    const outcome = await ManagedProcess.start({ name: 'Kafka', command: '/no/such/java', args: [], environment: {}, logFile: join(folder, 'x.log') });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'START_FAILED' } });
  });

  it('ends, and temporary data goes, when its supervisor is killed by force', async () => {
    const temporary = mkdtempSync(join(folder, 'a folder with spaces '));
    const pidFile = join(folder, 'child.pid');
    writeFileSync(join(folder, 'supervisor.mjs'), `
      import { writeFileSync } from 'node:fs';
      import { ManagedProcess, removeFolderOnDeath } from ${JSON.stringify(new URL('../index.js', import.meta.url).href)};
      removeFolderOnDeath(${JSON.stringify(temporary)});
      const child = await ManagedProcess.start({
        name: 'Kafka', command: '/bin/sh', args: ['-c', 'sleep 60 & wait'], environment: { PATH: '/usr/bin:/bin' }, logFile: ${JSON.stringify(join(folder, 'child.log'))},
      });
      writeFileSync(${JSON.stringify(pidFile)}, String(child.value.pid));
      console.log('up');
      setInterval(() => {}, 1000);
    `);
    const supervisor = spawn(process.execPath, [join(folder, 'supervisor.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(supervisor.stdout, 'data');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    const identity = processIdentity(pid) ?? '';
    expect(identity).not.toBe('');

    supervisor.kill('SIGKILL');

    expect(await waitUntilGone(pid, identity, 10_000)).toBe(true);
    // The guard cannot distinguish a dead child that has not been reaped from a living one, and waits 8 s for it.
    for (let wait = 0; existsSync(temporary) && wait < 120; wait += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(existsSync(temporary)).toBe(false);
  }, 30_000);
});
