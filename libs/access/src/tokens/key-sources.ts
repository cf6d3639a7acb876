import { readFile } from 'node:fs/promises';

import type { KeySource } from './key-set.js';

/** Far above any key set, so that a wrong address cannot fill the memory. */
const MOST_BYTES = 256 * 1_024;
const ANSWER_WITHIN_MS = 5_000;

/** A key set in a file. It is read often, because a rotation counts from the moment at which the file is replaced. */
export function keysInFile(file: string): KeySource {
  return { freshForMs: 1_000, pauseMs: 250, read: () => readFile(file, 'utf8') };
}

/** A key set at an address. */
export function keysAtUrl(url: string): KeySource {
  return { ...remote, read: () => get(url) };
}

/** The key set that the issuer's metadata names (RFC 8414; OpenID Connect Discovery where the issuer has only that). */
export function keysOfIssuer(issuer: string): KeySource {
  return {
    ...remote,
    read: async () => {
      const keysUrl = await keysUrlOf(issuer);
      return get(keysUrl);
    },
  };
}

const remote = { freshForMs: 5 * 60_000, pauseMs: 10_000 } as const;

async function keysUrlOf(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const text = await get(`${origin}/.well-known/oauth-authorization-server${path}`)
    .catch(() => get(`${origin}${path}/.well-known/openid-configuration`));
  const metadata = JSON.parse(text) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  // RFC 8414, section 3.3: metadata of another issuer must not be used.
  if (metadata.issuer !== issuer) throw coded('metadata-of-another-issuer');
  const keysUrl = metadata.jwks_uri;
  if (typeof keysUrl !== 'string' || !URL.canParse(keysUrl)) throw coded('metadata-without-keys');
  const { protocol } = new URL(keysUrl);
  if (protocol !== 'https:' && protocol !== new URL(issuer).protocol) throw coded('keys-without-tls');
  return keysUrl;
}

/** A redirection is refused, because it could lead to a place that the configuration does not name. */
async function get(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN_MS), headers: { accept: 'application/json' } });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw coded(`status-${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw coded('too-large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function coded(code: string): Error {
  return Object.assign(new Error(`the key set cannot be had: ${code}`), { code });
}
