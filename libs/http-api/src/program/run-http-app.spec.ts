import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from '@jest/globals';

import { childEnvironment, exampleEnvironment, publisherSettings } from '#libs/config';

import { CANARY } from '../fixture/fixture-app.js';
import { APP_EXIT_CODES } from './exit-codes.js';

// Signals, exit codes and uncaught errors belong to a whole process, so these tests start the app as a process.
const MAIN = fileURLToPath(new URL('../fixture/fixture-main.js', import.meta.url));

class Started {
  output = '';
  errors = '';
  readonly ended: Promise<number | string | null>;

  constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    child.stdout.on('data', (chunk) => (this.output += String(chunk)));
    child.stderr.on('data', (chunk) => (this.errors += String(chunk)));
    this.ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  }

  async url(): Promise<string> {
    for (;;) {
      const port = /"port":(\d+),"event":"app.listening"/.exec(this.output)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      if (this.child.exitCode !== null) throw new Error(`ended before it listened: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

const started: Started[] = [];

function start(overrides: Record<string, string | undefined> = {}): Started {
  const environment = childEnvironment({ ...exampleEnvironment(publisherSettings), PORT: '0', ...overrides });
  const app = new Started(spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }));
  started.push(app);
  return app;
}

afterEach(async () => {
  for (const app of started.splice(0)) {
    app.signal('SIGKILL');
    await app.ended;
  }
});

describe('a server as a process', () => {
  it('finishes the request in flight on SIGTERM, then ends with 0', async () => {
    const app = start();
    const slow = fetch(`${await app.url()}/v1/inbox/slow`).then((response) => response.json());
    await new Promise((resolve) => setTimeout(resolve, 150));
    app.signal('SIGTERM');
    expect(await slow).toEqual({ done: true });
    expect(await app.ended).toBe(APP_EXIT_CODES.ok);
    expect(app.output).toContain('"signal":"SIGTERM"');
    expect(app.errors).toBe('');
  });

  it('ends at once on a second signal', async () => {
    const app = start();
    const slow = fetch(`${await app.url()}/v1/inbox/slow`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 150));
    app.signal('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 50));
    app.signal('SIGINT');
    expect(await app.ended).toBe(130);
    await slow;
  });

  it('ends with 1 after an uncaught error, and the log has its place and not its text', async () => {
    const app = start();
    await fetch(`${await app.url()}/v1/inbox/crash`).catch(() => undefined);
    expect(await app.ended).toBe(APP_EXIT_CODES.failed);
    expect(app.output).toMatch(/"errorName":"RangeError".*fixture-app.*"event":"process.uncaught-exception"/);
    expect(app.output + app.errors).not.toContain(CANARY);
  });

  it('reports in one sentence that its port is taken', async () => {
    const squatter = await listening();
    const { port } = squatter.address() as { port: number };
    const app = start({ PORT: String(port) });
    expect(await app.ended).toBe(APP_EXIT_CODES.listen);
    expect(app.errors).toBe(
      `fixture-app cannot start: 127.0.0.1:${port} is in use already. Stop the program that listens there, or set PORT to another port.\n`,
    );
    squatter.close();
  });

  it('names everything that is wrong with its environment, and no value', async () => {
    const app = start({ DATABASE_URL: undefined, KAFKA_BROKERS: CANARY, LOG_LEVEL: CANARY });
    expect(await app.ended).toBe(APP_EXIT_CODES.configuration);
    expect(app.errors).toContain('DATABASE_URL is not set');
    expect(app.errors).toContain('KAFKA_BROKERS must be host:port');
    expect(app.errors).toContain('LOG_LEVEL must be one of');
    expect(app.output + app.errors).not.toContain(CANARY);
  });

  it('refuses to start with a fault armed, except in a test configuration', async () => {
    const app = start({ EXCHANGE_TEST_FAULTS: 'start.before-listen' });
    expect(await app.ended).toBe(APP_EXIT_CODES.configuration);
    expect(app.errors).toContain('EXCHANGE_TEST_FAULTS must be left unset unless EXCHANGE_MODE is test');
  });

  it('dies there in a test configuration, by SIGKILL and without another word', async () => {
    const app = start({ EXCHANGE_MODE: 'test', EXCHANGE_TEST_FAULTS: 'start.before-listen' });
    expect(await app.ended).toBe('SIGKILL');
    expect(app.errors).toBe(
      'referral-publisher runs in test configuration (EXCHANGE_MODE=test), which production must never be\ntest fault: kill at start.before-listen, passage 1\n',
    );
    expect(app.output).not.toContain('app.listening');
  });
});

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
