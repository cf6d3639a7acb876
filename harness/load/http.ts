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

/** Kept-alive connections, as a police system would have them, or one for each request. */
export function connections(most: number, keepAlive = true): Agent {
  return new Agent({ keepAlive, maxSockets: most, scheduling: 'lifo' });
}

/** A server may close an idle connection just when it is used again. HTTP allows that, so it is no fault. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Sends a request. One with an idempotency key that finds its kept-alive connection closed goes out again on another, as HTTP
 * clients do.
 *
 * @returns the answer, or undefined when none came: the caller does not know the effect of the request.
 */
export function ask(agent: Agent, call: Call): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const { method, url, headers, body, timeoutMs } = call;
    const length: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    let isOver = false;
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      isOver = true;
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    const timer = setTimeout(() => {
      isOver = true;
      resolve(undefined);
      sent.destroy();
    }, timeoutMs);
    sent.on('error', (error: Error & { code?: string }) => {
      if (isOver || !CLOSED.has(error.code ?? '')) resolve(undefined);
      else if (!sent.reusedSocket) resolve(error.code === 'ECONNRESET' ? { status: CUT_OFF, headers: {}, body: '' } : undefined);
      else resolve('idempotency-key' in headers ? ask(agent, call) : undefined);
    });
    sent.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    sent.end(body);
  });
}
