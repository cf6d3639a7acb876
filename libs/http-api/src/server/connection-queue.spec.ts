import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ConnectionQueue } from './connection-queue.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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

  const opened = async (number: number): Promise<void> => {
    const taken = new Promise<void>((resolve) => {
      server.on('connection', () => waited.length % number === 0 && resolve());
    });
    for (let index = 0; index < number; index += 1) clients.push(connect((server.address() as AddressInfo).port, '127.0.0.1'));
    await taken;
  };

  it('ages while the server takes one connection after another', async () => {
    await opened(6);
    expect(waited).toEqual([0, 500, 1_000, 1_500, 2_000, 2_500]);
    expect(queue.milliseconds()).toBe(3_000);
  });

  it('has no age once a turn of the event loop has found it empty', async () => {
    await opened(6);
    await turn();
    await turn();
    expect(queue.milliseconds()).toBe(0);
    await opened(1);
    expect(waited.at(-1)).toBe(0);
  });
});
