import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the caller gives up. */
  readonly timeoutMs: number;
}

/** Status of a request that had a connection of its own and was cut off in the middle. */
export const CUT_OFF = -1;

/** Kept-alive connections, as a police system would have them, unless told otherwise. */
export function keptAlive(connections: number, keepAlive = true): Agent {
  return new Agent({ keepAlive, maxSockets: connections, scheduling: 'lifo' });
}

/** @returns the answer, or undefined when none came: the caller does not know what became of the request. */
export function ask(agent: Agent, call: Call): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const { method, url, headers, body, timeoutMs } = call;
    const length: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    const timer = setTimeout(() => {
      resolve(undefined);
      sent.destroy();
    }, timeoutMs);
    // A connection that was used before may be closed by the server just when it is used again: that is HTTP, and no fault.
    sent.on('error', (error: Error & { code?: string }) =>
      resolve(error.code === 'ECONNRESET' && !sent.reusedSocket ? { status: CUT_OFF, headers: {}, body: '' } : undefined));
    sent.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    sent.end(body);
  });
}
