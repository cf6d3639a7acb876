import { importJWK, type CryptoKey } from 'jose';
import * as oauth from 'openid-client';

import type { IssuerProcess } from '#libs/testing';

/** A system, as it calls the issuer with a library of its own. */
export async function systemOf(issuer: IssuerProcess, clientId: string, key = issuer.keyOf(clientId)): Promise<oauth.Configuration> {
  const privateKey = { key: (await importJWK(key, 'ES256')) as CryptoKey, kid: String(key['kid']) };
  return oauth.discovery(new URL(issuer.url), clientId, undefined, oauth.PrivateKeyJwt(privateKey), { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] });
}

export async function commandLineOf(issuer: IssuerProcess): Promise<oauth.Configuration> {
  return oauth.discovery(new URL(issuer.url), 'exchange-cli', undefined, oauth.None(), { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] });
}

export interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly token_type?: string;
  readonly error?: string;
  readonly error_description?: string;
}

/** The answer of the token endpoint to these parameters, with its status. */
export async function ask(issuer: IssuerProcess, parameters: Readonly<Record<string, string>> | URLSearchParams, headers: Readonly<Record<string, string>> = {}): Promise<TokenAnswer> {
  const response = await fetch(`${issuer.url}/token`, { method: 'POST', body: new URLSearchParams(parameters), headers });
  return { status: response.status, ...((await response.json()) as object) };
}
