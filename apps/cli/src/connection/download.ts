import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

import { Interrupted } from '../command/command-failed.js';
import { causeOf, type HttpClient, type Query } from './http-client.js';

/** How long a stream may be silent. A database that sorts a large export sends nothing for a while. */
const SILENCE_MS = 120_000;

/**
 * Begins a download. Over node:http and not fetch, because only it shows the trailers behind the body, which say how
 * much was sent.
 *
 * @returns the answer, its body not yet read. @throws CommandFailed | Interrupted
 */
export async function download(client: HttpClient, path: string, query: Query, signal: AbortSignal): Promise<IncomingMessage> {
  const response = await begin(client, path, query, signal).catch((error: unknown) => {
    if (signal.aborted) throw new Interrupted();
    throw client.unreachable(causeOf(error));
  });
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  const header = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  throw client.refused(statusCode, { get: header }, await text(response).catch(() => ''));
}

function begin(client: HttpClient, path: string, query: Query, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(client.address(path, query));
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { ...client.headers(), accept: '*/*', te: 'trailers' }, signal }, resolve);
    asked.setTimeout(SILENCE_MS, () => asked.destroy(Object.assign(new Error('silent'), { code: `silent for ${SILENCE_MS / 1_000} s` })));
    asked.once('error', reject);
    asked.end();
  });
}
