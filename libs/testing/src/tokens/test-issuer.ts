import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TokenSettings } from '#libs/config';
import { audienceOf, type AppId } from '#libs/contracts';

import { makeTemporaryFolder } from '../service-start.js';
import { encoded, SigningKey, type SigningAlgorithm } from './signing-key.js';

/** The caller that a token names. */
export interface TokenCaller {
  readonly audience: string;
  readonly organisation: string;
  /** A staff reference; without one, the token is that of a system. */
  readonly person?: string;
  /** The client that the token was given to. By default the records system of the organisation, or for a person the command line. */
  readonly client?: string;
  /** By default those of {@link roleOf}. */
  readonly roles?: readonly string[];
  /** Thumbprint of the key that the token is bound to. */
  readonly boundTo?: string;
}

/** Differences from a right token: a claim or header member that is `undefined` is left out. */
export interface TokenFaults {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs instead of the issuer's key. */
  readonly key?: SigningKey;
}

const LIFETIME_S = 3_600;
/** A token is given again until a quarter of an hour before its end. */
const REUSED_FOR_MS = 45 * 60_000;

let shared: TestIssuer | undefined;

/**
 * An issuer of access tokens without a server: its keys are made in this process, and apps read its key set from a file. Its tokens are right ones
 * unless a test asks for a fault.
 */
export class TestIssuer {
  private readonly given = new Map<string, { readonly token: string; readonly at: number }>();
  private readonly folder = makeTemporaryFolder('issuer');

  private constructor(readonly issuer: string, private keys: readonly SigningKey[], private readonly others: readonly SigningKey[]) {
    this.publish();
  }

  /** @param options `others`: further keys of the set, which sign nothing by themselves. */
  static make(options: { readonly issuer?: string; readonly algorithm?: SigningAlgorithm; readonly others?: readonly SigningKey[] } = {}): TestIssuer {
    const { issuer = 'https://issuer.test', algorithm = 'ES256', others = [] } = options;
    return new TestIssuer(issuer, [SigningKey.make(algorithm)], others);
  }

  /** One issuer for the whole process, for tests that need no faults. */
  static shared(): TestIssuer {
    return (shared ??= TestIssuer.make());
  }

  /** The file of the issuer's key set. */
  get keysFile(): string {
    return join(this.folder.path, 'keys.json');
  }

  /** The text of the key set. */
  keySet(): string {
    return JSON.stringify({ keys: [...this.keys, ...this.others].map((key) => key.published()) });
  }

  /** The key that signs new tokens. */
  get key(): SigningKey {
    const [key] = this.keys;
    if (key === undefined) throw new Error('an issuer has a key');
    return key;
  }

  /** Signs with a new key from now on. Tokens of the earlier key count while its set keeps it. */
  rotate({ keepEarlier = true }: { readonly keepEarlier?: boolean } = {}): void {
    this.keys = [SigningKey.make(this.key.algorithm), ...(keepEarlier ? this.keys : [])];
    this.given.clear();
    this.publish();
  }

  /** Environment of a started app that takes this issuer's tokens, as bearer tokens, too. */
  environment(): Readonly<Record<string, string>> {
    return { EXCHANGE_MODE: 'development', TOKEN_ISSUER: this.issuer, TOKEN_KEYS_FILE: this.keysFile, TOKEN_SENDER_CONSTRAINED: 'optional' };
  }

  /** The same as settings of an app that a test starts in its own process. */
  settings(id: AppId, agency?: string): TokenSettings {
    return {
      exchangeMode: 'development', tokenIssuer: this.issuer, tokenAudience: audienceOf(id, agency), tokenKeysFile: this.keysFile, tokenKeysUrl: undefined,
      tokenAlgorithms: ['ES256', 'EdDSA', 'PS256'], tokenOrganisationClaim: 'organisation', tokenRolesClaim: 'roles', tokenPersonClaim: 'sub',
      tokenKeysKeptForMs: 3_600_000, tokenSenderConstrained: 'optional', publicUrl: undefined,
    };
  }

  /** A right token; the same one for the same caller, so that a load of many requests does not sign at each. */
  token(caller: TokenCaller): string {
    const name = JSON.stringify([caller.audience, caller.organisation, caller.person, caller.client, caller.roles, caller.boundTo]);
    const earlier = this.given.get(name);
    if (earlier !== undefined && Date.now() - earlier.at < REUSED_FOR_MS) return earlier.token;
    const token = this.newToken(caller);
    this.given.set(name, { token, at: Date.now() });
    return token;
  }

  /** A new token, with the faults that a test asks for. */
  newToken(caller: TokenCaller, { claims = {}, header = {}, key = this.key }: TokenFaults = {}): string {
    return key.signed({ typ: 'at+jwt', kid: key.thumbprint, ...header }, { ...this.claimsOf(caller), ...claims });
  }

  /** A token that has no signature (`alg` none). */
  unsigned(caller: TokenCaller): string {
    return `${encoded({ typ: 'at+jwt', alg: 'none' })}.${encoded(this.claimsOf(caller))}.`;
  }

  remove(): void {
    this.folder.remove();
  }

  private claimsOf({ audience, organisation, person, client, roles, boundTo }: TokenCaller): Readonly<Record<string, unknown>> {
    const system = client ?? (person === undefined ? `${organisation}-records` : 'exchange-cli');
    const now = Math.floor(Date.now() / 1_000);
    return {
      iss: this.issuer, aud: audience, sub: person ?? system, client_id: system, organisation, jti: randomUUID(), iat: now, exp: now + LIFETIME_S,
      roles: roles ?? [roleOf(person)], ...(boundTo !== undefined && { cnf: { jkt: boundTo } }),
    };
  }

  /** By a rename, so that no app reads half of the file. */
  private publish(): void {
    const draft = `${this.keysFile}.draft`;
    writeFileSync(draft, this.keySet());
    renameSync(draft, this.keysFile);
  }
}

/** The role of a caller by its staff reference, as the demo identities have it: `insp-0007` audits, `ops-0031` operates, any other person practises. */
function roleOf(person: string | undefined): string {
  if (person === undefined) return 'system';
  if (person.startsWith('insp-')) return 'auditor';
  return /^ops?-/.test(person) ? 'operator' : 'practitioner';
}

/** The headers of a request by this caller, with a bearer token. */
export function callerHeaders(issuer: TestIssuer, caller: TokenCaller): { readonly authorization: string } {
  return { authorization: `Bearer ${issuer.token(caller)}` };
}
