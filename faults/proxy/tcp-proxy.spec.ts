import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TcpProxy } from './tcp-proxy.js';

const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A server that sends a given answer and then that it is ready, as PostgreSQL does. */
describe('the TCP proxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        asked.push(String(data));
        socket.write(Buffer.concat([Buffer.from(`done ${String(data)}`), READY]));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.start((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    server.close();
  });

  async function client(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  it('passes everything on on a good network', async () => {
    const socket = await client();
    expect(await answerTo(socket, 'COMMIT')).toBe('done COMMIT');
    socket.destroy();
  });

  it('lets a request through and loses its reply', async () => {
    proxy.dropReplies((request) => request.includes('COMMIT'));
    const socket = await client();
    expect(await answerTo(socket, 'SELECT')).toBe('done SELECT');
    expect(await answerTo(socket, 'COMMIT')).toBe('error ECONNRESET');
    expect([asked, proxy.dropped]).toEqual([['SELECT', 'COMMIT'], 1]);
  });

  it('answers late, never, or with a reset', async () => {
    proxy.set({ latencyMs: 60 });
    const slow = await client();
    const began = performance.now();
    expect(await answerTo(slow, 'a')).toBe('done a');
    expect(performance.now() - began).toBeGreaterThanOrEqual(110);
    proxy.set({ halfOpen: true });
    expect(await answerTo(slow, 'b')).toBe('nothing');
    slow.destroy();
    proxy.set({ refuse: true });
    const refused = connect(proxy.port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  it('cuts a connection after so many bytes', async () => {
    proxy.set({ dropAfterBytes: 20 });
    const socket = await client();
    expect(await answerTo(socket, 'a')).toBe('done a');
    expect(await answerTo(socket, 'a long request')).toBe('error ECONNRESET');
  });
});

async function answerTo(socket: Socket, request: string): Promise<string> {
  socket.write(request);
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(String(data.subarray(0, -READY.length))));
    socket.once('error', (error) => resolve(`error ${(error as NodeJS.ErrnoException).code}`));
    socket.once('close', () => resolve('closed'));
    setTimeout(() => resolve('nothing'), 250);
  });
}
