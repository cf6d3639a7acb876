import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRemoteJWKSet, importJWK, jwtVerify, type CryptoKey, type JWK, type JWTVerifyResult } from 'jose';
import * as oauth from 'openid-client';

import { issuerSettings, loadSettings } from '#libs/config';
import { freePort } from '#libs/local-services';
import { Logger } from '#libs/observability';

import { Issuer } from '../issuer.js';

export const PEOPLE = [
  { role: 'police', organisation: 'northshire-police', person: 'pc-2041' },
  { role: 'practitioner', organisation: 'northshire-csc', person: 'sw-0142' },
  { role: 'practitioner', organisation: 'northmoor-csc', person: 'sw-0142' },
  { role: 'practitioner', organisation: 'hilltop-school', person: 'dsl-0021' },
  { role: 'auditor', organisation: 'northshire-inspectorate', person: 'insp-0007' },
  { role: 'operator', organisation: 'northshire-exchange-team', person: 'ops-0031' },
] as const;

/** The issuer of this process, in a folder of its own. */
export class IssuerUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'issuer-'));
  readonly identitiesFile = join(this.folder, 'identities.json');
  readonly data = join(this.folder, 'data');
  url = '';
  private running: Issuer | undefined;

  constructor(identities: readonly object[] = PEOPLE) {
    writeFileSync(this.identitiesFile, JSON.stringify({ identities }));
  }

  environment(port: number): Readonly<Record<string, string>> {
    return { EXCHANGE_MODE: 'test', PORT: String(port), IDENTITIES_FILE: this.identitiesFile, ISSUER_DATA: this.data, LOG_LEVEL: 'error' };
  }

  async start(): Promise<void> {
    const port = await freePort();
    const settings = loadSettings(issuerSettings, this.environment(port));
    if (!settings.ok) throw new Error(settings.error.map(({ message }) => message).join(' '));
    this.running = await Issuer.listen(settings.value, Logger.silent);
    this.url = `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Checks a token as an app does: type, algorithm, issuer, audience, signature. */
  verify(token: string, audience: string): Promise<JWTVerifyResult> {
    const keys = createRemoteJWKSet(new URL(`${this.url}/jwks`));
    return jwtVerify(token, keys, { issuer: this.url, audience, typ: 'at+jwt', algorithms: ['ES256'] });
  }

  /** The answer of the token endpoint to these parameters, with its status. */
  async ask(parameters: Readonly<Record<string, string>> | URLSearchParams, headers: Readonly<Record<string, string>> = {}): Promise<TokenAnswer> {
    const response = await fetch(`${this.url}/token`, { method: 'POST', body: new URLSearchParams(parameters), headers });
    return { status: response.status, ...((await response.json()) as object) };
  }

  keyOf(clientId: string): JWK {
    return JSON.parse(readFileSync(join(this.data, 'clients', `${clientId}.json`), 'utf8')) as JWK;
  }

  /** A system, as it calls the issuer with a library of its own. */
  async system(clientId: string, key = this.keyOf(clientId)): Promise<oauth.Configuration> {
    const privateKey = { key: (await importJWK(key, 'ES256')) as CryptoKey, kid: String(key.kid) };
    return oauth.discovery(new URL(this.url), clientId, undefined, oauth.PrivateKeyJwt(privateKey), { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] });
  }

  async commandLine(): Promise<oauth.Configuration> {
    return oauth.discovery(new URL(this.url), 'exchange-cli', undefined, oauth.None(), { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] });
  }
}

export interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly token_type?: string;
  readonly refresh_token?: string;
  readonly error?: string;
  readonly error_description?: string;
}
