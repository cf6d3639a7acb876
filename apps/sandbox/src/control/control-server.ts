import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { CONTROL_TOKEN_HEADER, type ControlRefusal, type SandboxControl, type SandboxParts } from '#libs/local-services';

import type { Parts } from './parts.js';

const HOST = '127.0.0.1';
const ORDER = /^\/parts\/([^/]{1,120})\/(stop|start)$/;

/** Takes the orders of `exchange sandbox` while the sandbox runs. */
export class ControlServer {
  private constructor(readonly control: SandboxControl, private readonly server: Server) {}

  /** @throws the system's error where the port is taken. */
  static async listen(port: number, parts: Parts): Promise<ControlServer> {
    const token = randomBytes(24).toString('hex');
    const server = createServer((request, response) => void answer(request, response, parts, token));
    server.listen(port, HOST);
    await once(server, 'listening');
    return new ControlServer({ url: `http://${HOST}:${port}`, token }, server);
  }

  /** Takes no more orders. An order that is carried out goes on; its caller loses the answer. */
  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: Parts, token: string): Promise<void> {
  const send = (status: number, body: SandboxParts | ControlRefusal): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
  };
  try {
    request.resume();
    if (!isSame(request.headers[CONTROL_TOKEN_HEADER], token)) return send(401, { message: 'The request does not carry the token of this sandbox.' });
    if (request.method === 'GET' && request.url === '/parts') return send(200, parts.describe());
    const [, name = '', order] = request.method === 'POST' ? (ORDER.exec(request.url ?? '') ?? []) : [];
    if (order !== 'stop' && order !== 'start') return send(404, { message: 'The sandbox knows no such order.' });
    const done = await parts.order(decodeURIComponent(name), order);
    return done.ok ? send(200, done.value) : send(409, { message: done.error });
  } catch (error) {
    return send(500, { message: `The order failed (${error instanceof Error ? error.name : 'unknown'}). Look into the terminal of npm start.` });
  }
}

function isSame(given: string | readonly string[] | undefined, token: string): boolean {
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}
