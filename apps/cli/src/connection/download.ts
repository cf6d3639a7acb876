import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

import { Interrupted } from '../command/command-failed.js';
import { causeOf, type Connection } from './connection.js';

/** The longest silence of a stream. A database that sorts a large export sends nothing for a while. */
const SILENCE_MS = 120_000;

/**
 * Begins a download. It uses node:http and not fetch, because only node:http shows the trailers behind the body, which hold the
 * number of events sent.
 *
 * @returns the answer, its body not yet read.
 * @throws CommandFailed
 * Interrupted
 */
export async function download(connection: Connection, path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(`${connection.server.url}${path}?${new URLSearchParams(query).toString()}`);
  const headersOfCaller = await connection.headers('GET', url.href);
  const response = await begin(url, { ...headersOfCaller, accept: '*/*', te: 'trailers' }, signal).catch((error: unknown) => {
    if (signal.aborted) throw new Interrupted();
    throw connection.unreachable(causeOf(error));
  });
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return response;
  throw connection.refused(statusCode, { get: (name) => headers[name]?.toString() ?? null }, await text(response).catch(() => ''));
}

function begin(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, signal }, resolve);
    asked.setTimeout(SILENCE_MS, () => asked.destroy(Object.assign(new Error('silent'), { code: `silent for ${SILENCE_MS / 1_000} s` })));
    asked.once('error', reject);
    asked.end();
  });
}
