import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ConnectionQueue } from './connection-queue.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** More turns than any test has connections. */
const untilEmpty = async (): Promise<void> => {
  for (let turns = 0; turns < 250; turns += 1) await turn();
};

describe('the queue of connections that the server has not taken', () => {
  let server: Server;
  let queue: ConnectionQueue;
  let clients: Socket[];
  let waited: number[];
  let clock: number;

  beforeEach(async () => {
    [clients, waited, clock] = [[], [], 0];
    server = createServer();
    queue = new ConnectionQueue(() => clock);
    queue.watch(server);
    server.on('connection', () => {
      waited.push(queue.milliseconds());
      // As if the work on each connection took half a second.
      clock += 500;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = (): void => {
    clients.push(connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined));
  };

  it('is as old as its connections are, while the server takes one after another, and has no age once it is empty', async () => {
    for (let index = 0; index < 40; index += 1) open();
    await untilEmpty();
    expect(waited.length).toBeGreaterThanOrEqual(40);
    // The fortieth waited for the work on most of the others.
    expect(Math.max(...waited)).toBeGreaterThan(10_000);
    expect(queue.milliseconds()).toBe(0);
  });

  it('is measured in every flood, and has no age after any of them', async () => {
    for (let flood = 1; flood <= 3; flood += 1) {
      waited.length = 0;
      for (let index = 0; index < 40; index += 1) open();
      await untilEmpty();
      expect(Math.max(...waited)).toBeGreaterThan(10_000);
      expect(queue.milliseconds()).toBe(0);
    }
  });

  it('is short where connections come as fast as they are taken, however long that goes on', async () => {
    let left = 200;
    server.on('connection', ({ remotePort }) => {
      if (!clients.some(({ localPort }) => localPort === remotePort)) return;
      left -= 1;
      if (left > 0) open();
    });
    open();
    open();
    await untilEmpty();
    expect(waited.length).toBeGreaterThan(100);
    expect(Math.max(...waited)).toBeLessThanOrEqual(3_000);
  });

  it('is not measured for a connection that comes alone', async () => {
    open();
    await untilEmpty();
    open();
    await untilEmpty();
    expect(waited).toEqual([0, 0]);
  });
});
