import { readFile } from 'node:fs/promises';

import { importJWK, importPKCS8, type CryptoKey, type JWK } from 'jose';
import type { Configuration, PrivateKeyJwt } from 'openid-client';

import { TOKEN_SCOPE } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { keptUntil, knownAudience, type AccessToken, type Audience, type KeptToken, type TokenSource } from './access-token.js';
import { DpopKey } from './dpop-key.js';
import { discover, loadOAuth, orFailure, requireBound } from './oauth.js';

/** A system of an organisation, as an issuer knows it. */
export interface SystemClient {
  readonly issuer: string;
  readonly clientId: string;
  /** A private key: a JWK, or PKCS#8 in PEM for ES256. */
  readonly keyFile: string;
}

/** A system with its own key (`private_key_jwt`, RFC 7523). Its tokens are bound to a key that lives as long as the command. */
export class SystemSource implements TokenSource {
  private readonly kept = new Map<string, KeptToken>();
  private readonly dpop = DpopKey.make();
  private configuration: Configuration | undefined;

  constructor(private readonly client: SystemClient) {}

  async token(audience: Audience, signal: AbortSignal): Promise<AccessToken> {
    const resource = knownAudience(audience);
    const kept = this.kept.get(resource);
    const { value } = kept !== undefined && performance.now() < kept.until ? kept : await this.fetch(resource, signal);
    const key = await this.dpop;
    return { value, prove: (method, url) => key.proof(value, method, url) };
  }

  private async fetch(resource: string, signal: AbortSignal): Promise<KeptToken> {
    const oauth = await loadOAuth();
    const { issuer } = this.client;
    const configuration = await this.configured(signal);
    const { pair } = await this.dpop;
    const asked = performance.now();
    const answer = await orFailure(issuer, signal, () =>
      oauth.clientCredentialsGrant(configuration, { resource, scope: TOKEN_SCOPE }, { DPoP: oauth.getDPoPHandle(configuration, pair) }));
    requireBound(issuer, answer.token_type);
    const token = { value: answer.access_token, until: keptUntil(asked, answer.expires_in) };
    this.kept.set(resource, token);
    return token;
  }

  /** Read once. After a failure it is read again, because a long command outlives an issuer that is away. */
  private async configured(signal: AbortSignal): Promise<Configuration> {
    const { issuer, clientId, keyFile } = this.client;
    if (this.configuration !== undefined) return this.configuration;
    const oauth = await loadOAuth();
    this.configuration = await discover(oauth, issuer, clientId, oauth.PrivateKeyJwt(await readKey(keyFile)), signal);
    return this.configuration;
  }
}

async function readKey(file: string): Promise<Parameters<typeof PrivateKeyJwt>[0]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw CommandFailed.usage(`The key file ${file} cannot be read (${error.code ?? 'unknown'}).`);
  });
  try {
    if (!text.trimStart().startsWith('{')) return await importPKCS8(text, 'ES256');
    const jwk = JSON.parse(text) as JWK;
    const key = (await importJWK(jwk, jwk.alg ?? 'ES256')) as CryptoKey;
    if (key.type !== 'private') throw new Error('no private key');
    return jwk.kid === undefined ? key : { key, kid: jwk.kid };
  } catch {
    throw CommandFailed.usage(`The file ${file} is not a private key as a JWK, or in PKCS#8 for ES256.`);
  }
}
