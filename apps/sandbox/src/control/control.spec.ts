import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { failure, success } from '#libs/kernel';
import { CONTROL_TOKEN_HEADER, freePort, type ControlRefusal, type SandboxParts } from '#libs/local-services';

import { ControlServer } from './control-server.js';
import { Parts, type ControlledPart } from './parts.js';

/** A part that is no process: it records its orders, and takes a moment for each. */
class RehearsedPart implements ControlledPart {
  readonly done: string[] = [];
  private running = true;
  private busy = false;

  constructor(readonly name: string, readonly id: string, private readonly cannotStart = false) {}

  isRunning = (): boolean => this.running;
  pids = (): readonly number[] => (this.running ? [4711] : []);

  async stop(): Promise<void> {
    await this.alone('stop');
    this.running = false;
  }

  async start(othersAreStopped: boolean): ReturnType<ControlledPart['start']> {
    await this.alone(othersAreStopped ? 'start beside a stopped part' : 'start');
    if (this.cannotStart) return failure({ code: 'NOT_READY', message: 'It did not become ready.', remedy: 'Look into its log.' });
    this.running = true;
    return success(undefined);
  }

  /** Fails where two orders overlap. */
  private async alone(order: string): Promise<void> {
    if (this.busy) throw new Error('two orders at once');
    this.busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    this.busy = false;
    this.done.push(order);
  }
}

describe('orders to a running sandbox', () => {
  let server: ControlServer;
  let end: AbortController;
  let kafka: RehearsedPart;
  let node: RehearsedPart;
  let written: (readonly string[])[];

  beforeEach(async () => {
    end = new AbortController();
    written = [];
    kafka = new RehearsedPart('kafka', 'kafka');
    node = new RehearsedPart('agency-node hilltop-school', 'hilltop-school');
    const theirs: ControlledPart = {
      name: 'postgres', id: 'postgres', pids: () => [], isRunning: () => true, refusal: 'The sandbox did not start it.',
      stop: () => Promise.reject(new Error('it was stopped')), start: () => Promise.reject(new Error('it was started')),
    };
    const broken = new RehearsedPart('audit-portal', 'portal', true);
    const parts: Parts = new Parts([kafka, theirs, node, broken], { onChange: () => written.push(parts.stopped), report: () => undefined, ending: end.signal });
    server = await ControlServer.listen(await freePort(), parts);
  });
  afterEach(() => server.close());

  async function ask(method: string, path: string, token = server.control.token): Promise<{ readonly status: number; readonly body: Partial<SandboxParts & ControlRefusal> }> {
    const response = await fetch(`${server.control.url}${path}`, { method, headers: { [CONTROL_TOKEN_HEADER]: token } });
    return { status: response.status, body: (await response.json()) as Partial<SandboxParts & ControlRefusal> };
  }

  const states = async (): Promise<readonly string[]> => ((await ask('GET', '/parts')).body.parts ?? []).map(({ id, state }) => `${id} ${state}`);

  it('stop one part, which stays stopped, and start it again; the others run on', async () => {
    expect(await ask('POST', '/parts/kafka/stop')).toMatchObject({ status: 200, body: { changed: true } });
    expect(await states()).toEqual(['kafka stopped', 'postgres running', 'hilltop-school running', 'portal running']);
    expect(await ask('POST', '/parts/kafka/stop')).toMatchObject({ status: 200, body: { changed: false } });
    expect(await ask('POST', '/parts/kafka/start')).toMatchObject({ status: 200, body: { changed: true } });
    expect(await ask('POST', '/parts/kafka/start')).toMatchObject({ status: 200, body: { changed: false } });
    expect([kafka.done, written]).toEqual([['stop', 'start'], [['kafka'], []]]);
  });

  it('name an app by its agency or by its whole name, and start it although another part is stopped', async () => {
    await ask('POST', '/parts/kafka/stop');
    await ask('POST', '/parts/hilltop-school/stop');
    await ask('POST', `/parts/${encodeURIComponent('agency-node hilltop-school')}/start`);
    expect(node.done).toEqual(['stop', 'start beside a stopped part']);
  });

  it('that come at once are carried out one after the other', async () => {
    const orders = ['stop', 'start', 'stop', 'start'].map((order) => ask('POST', `/parts/kafka/${order}`));
    expect((await Promise.all(orders)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await states()).toContain('kafka running');
  });

  it('are refused in a sentence: an unknown part, a server of others, a part that does not start, a sandbox that stops', async () => {
    expect(await ask('POST', '/parts/zookeeper/stop')).toEqual({
      status: 409, body: { message: 'The sandbox has no such part. It has: kafka, postgres, hilltop-school, portal.' },
    });
    expect(await ask('POST', '/parts/postgres/stop')).toEqual({ status: 409, body: { message: 'The sandbox did not start it.' } });
    await ask('POST', '/parts/portal/stop');
    expect(await ask('POST', '/parts/portal/start')).toEqual({ status: 409, body: { message: 'It did not become ready. Look into its log.' } });
    expect(await states()).toContain('portal stopped');
    end.abort();
    expect(await ask('POST', '/parts/kafka/stop')).toEqual({ status: 409, body: { message: 'The sandbox is stopping.' } });
  });

  it('need the token of the sandbox, which a web page or another user does not have', async () => {
    for (const token of ['', 'x'.repeat(server.control.token.length), `${server.control.token}x`]) {
      expect((await ask('POST', '/parts/kafka/stop', token)).status).toBe(401);
      expect((await ask('GET', '/parts', token)).status).toBe(401);
    }
    expect(kafka.done).toEqual([]);
  });
});
