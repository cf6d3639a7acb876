import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';

import { SigningKey, TestIssuer, TestProver, type ProofWishes, type TokenCaller } from '#libs/testing';

import type { CallerRequest } from './caller.js';
import { ProofCheck } from './proofs/proof-check.js';
import { SeenProofs } from './proofs/seen-proofs.js';
import { TokenCallerResolver } from './token-caller-resolver.js';
import { keysInFile } from './tokens/key-sources.js';
import { KeySet } from './tokens/key-set.js';
import { TokenVerifier } from './tokens/token-verifier.js';

const issuer = TestIssuer.make();
const prover = TestProver.make();
const thief = TestProver.make();
const OPENING = '/v1/inbox/0198c0de-7d10-7000-8000-000000000001/openings';
const HOST = 'inbox.northshire.test:4110';
const ADDRESS = `http://${HOST}${OPENING}`;
const worker: TokenCaller = { audience: 'inbox', organisation: 'northshire-csc', person: 'sw-0142', boundTo: prover.thumbprint };
const algorithms = ['ES256', 'EdDSA', 'PS256'];
const NOW_S = Math.floor(Date.now() / 1_000);

/** The memory that copies share. */
class SharedMemory extends SeenProofs {
  readonly expiries = new Map<string, number>();

  add(digest: string, expiresAt: number): Promise<boolean> {
    const isNew = !this.expiries.has(digest);
    this.expiries.set(digest, expiresAt);
    return Promise.resolve(isNew);
  }
}

let seen: SharedMemory;
beforeEach(() => void (seen = new SharedMemory()));
afterAll(() => issuer.remove());

function realTime(): number {
  return Date.now();
}

function assertsPersons(organisation: string, client: string): boolean {
  return organisation === 'northshire-csc' && client === 'csc-records';
}

function resolverOf(senderConstrained: 'required' | 'optional' = 'required', publicUrl?: string): TokenCallerResolver {
  const claimNames = { organisation: 'organisation', roles: 'roles', person: 'sub' };
  const keys = new KeySet({ source: keysInFile(issuer.keysFile), keptForMs: 60_000, now: realTime });
  const tokens = new TokenVerifier({ issuer: issuer.issuer, audience: 'inbox', algorithms, claimNames }, keys, realTime);
  return new TokenCallerResolver({ tokens, proofs: new ProofCheck(algorithms, seen, realTime), senderConstrained, algorithms, publicUrl, assertsPersons });
}

async function verdict(headers: CallerRequest['headers'], resolver = resolverOf(), url = OPENING): Promise<string> {
  const resolved = await resolver.resolve({ method: 'POST', protocol: 'http', url, headers: { host: HOST, ...headers }, raw: { rawHeaders: [] } });
  return resolved.ok ? `${resolved.value.organisation} ${resolved.value.person ?? '-'} ${resolved.value.assertedBy ?? '-'}` : resolved.error.code;
}

function proven(changes: Partial<ProofWishes> = {}, by = prover): CallerRequest['headers'] {
  const token = issuer.token(worker);
  return { ...by.headers({ method: 'POST', url: ADDRESS, token, ...changes }), authorization: `DPoP ${token}` };
}

function bearer(caller: TokenCaller): CallerRequest['headers'] {
  return { authorization: `Bearer ${issuer.token(caller)}` };
}

/** A system with a token of its own that names a person. */
function named(caller: TokenCaller, person: string): Promise<string> {
  return verdict({ ...bearer(caller), 'exchange-person': person }, resolverOf('optional'));
}

async function headersOf(headers: CallerRequest['headers'], mode: 'required' | 'optional'): Promise<unknown> {
  const resolved = await resolverOf(mode).resolve({ method: 'POST', protocol: 'http', url: OPENING, headers: { host: HOST, ...headers }, raw: { rawHeaders: [] } });
  return resolved.ok ? undefined : resolved.error.headers;
}

describe('a caller with a proof of possession', () => {
  it('is the person of the token', async () => {
    expect(await verdict(proven())).toBe('northshire-csc sw-0142 -');
    expect(await verdict(proven(), resolverOf(), `${OPENING}?page=2`)).toBe('northshire-csc sw-0142 -');
  });

  it('is known with any of the allowed kinds of key', async () => {
    for (const algorithm of ['EdDSA', 'PS256'] as const) {
      const other = TestProver.make(algorithm);
      const token = issuer.token({ ...worker, boundTo: other.thumbprint });
      expect(await verdict(other.headers({ method: 'POST', url: ADDRESS, token }))).toBe('northshire-csc sw-0142 -');
    }
  });

  it('is known by the public address where a gateway answers for the app', async () => {
    const behind = resolverOf('required', 'https://exchange.northshire.test/inbox');
    expect(await verdict(proven({ url: `https://exchange.northshire.test/inbox${OPENING}` }), behind)).toBe('northshire-csc sw-0142 -');
    expect(await verdict(proven(), behind)).toBe('IDN-008');
  });

  it('proves each request anew: a copied proof opens nothing, at another copy of the app neither', async () => {
    const copied = proven();
    expect(await verdict(copied)).toBe('northshire-csc sw-0142 -');
    expect(await verdict(copied)).toBe('IDN-009');
    expect(await verdict(copied, resolverOf())).toBe('IDN-009');
    const [expiry = 0] = seen.expiries.values();
    expect(expiry - Date.now()).toBeGreaterThan(60_000);
  });

  it.each<[string, () => CallerRequest['headers']]>([
    ['no proof', () => ({ authorization: `DPoP ${issuer.token(worker)}` })],
    ['two proofs', () => ({ ...proven(), dpop: `${String(proven()['dpop'])}, ${String(proven()['dpop'])}` })],
    ['a word instead of a proof', () => ({ ...proven(), dpop: 'yes' })],
    ['the proof of a thief with a key of his own', () => proven({}, thief)],
    ["a thief's signature under the public key of the caller", () => proven({ header: { jwk: prover.key.publicKey } }, thief)],
    ['a proof of another method', () => proven({ method: 'GET' })],
    ['a proof for the referral of another child', () => proven({ url: ADDRESS.replace('0001/', '0002/') })],
    ['a proof for another server', () => proven({ url: ADDRESS.replace('northshire', 'northmoor') })],
    ['a proof for the same server over TLS', () => proven({ url: ADDRESS.replace('http:', 'https:') })],
    ['a proof without an address', () => proven({ claims: { htu: undefined } })],
    ['a proof for another token', () => proven({ token: issuer.newToken(worker) })],
    ['a proof for any token', () => proven({ claims: { ath: undefined } })],
    ['a proof without an id', () => proven({ claims: { jti: undefined } })],
    ['a proof with an id without end', () => proven({ claims: { jti: 'x'.repeat(300) } })],
    ['a proof from two minutes ago', () => proven({ claims: { iat: NOW_S - 130 } })],
    ['a proof made in advance', () => proven({ claims: { iat: NOW_S + 600 } })],
    ['a proof without a time', () => proven({ claims: { iat: undefined } })],
    ['a token in the place of the proof', () => proven({ header: { typ: 'at+jwt' } })],
    ['a proof that hides its type', () => proven({ header: { typ: undefined } })],
    ['a proof by an algorithm that is not allowed', () => proven({ header: { alg: 'none' } })],
    ['a proof without its key', () => proven({ header: { jwk: undefined } })],
    ['a proof with a secret as its key', () => proven({ header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } })],
    ['a proof that carries its private key along', () => proven({ header: { jwk: { ...prover.key.publicKey, d: 'AA' } } })],
  ])('is refused: %s', async (_, headers) => {
    expect(await verdict(headers())).toBe('IDN-008');
    expect(seen.expiries.size).toBe(0);
  });

  it('is refused with a proof by RS256, whose key no proof may have', async () => {
    const key = SigningKey.make('RS256');
    const token = issuer.token({ ...worker, boundTo: key.thumbprint });
    const other = TestProver.make('RS256');
    const own = issuer.token({ ...worker, boundTo: other.thumbprint });
    expect(await verdict(other.headers({ method: 'POST', url: ADDRESS, token }))).toBe('IDN-008');
    expect(await verdict(other.headers({ method: 'POST', url: ADDRESS, token: own }))).toBe('IDN-008');
  });
});

describe('a token alone', () => {
  const { boundTo: _, ...unbound } = worker;

  it('is refused where a proof is required, and a bound one in any case, because a thief could send it', async () => {
    expect(await verdict(bearer(unbound))).toBe('IDN-007');
    expect(await verdict(bearer(worker), resolverOf('optional'))).toBe('IDN-007');
    expect(await verdict({ ...bearer(unbound), authorization: `DPoP ${issuer.token(unbound)}` }, resolverOf('optional'))).toBe('IDN-007');
  });

  it('is enough in a sandbox', async () => {
    expect(await verdict(bearer(unbound), resolverOf('optional'))).toBe('northshire-csc sw-0142 -');
  });

  it.each([[undefined, 'GEN-007'], ['', 'GEN-007'], ['Bearer', 'IDN-001'], ['Basic c3ctMDE0Mjo=', 'IDN-001'], ['Bearer a b', 'IDN-001'], ['Bearer a, Bearer b', 'IDN-001']])(
    'is needed: %j', async (authorization, code) => {
      expect(await verdict({ authorization }, resolverOf('optional'))).toBe(code);
    },
  );

  it('of a system may name a person where the partnership lets it, and no other may', async () => {
    const records = { audience: 'inbox', organisation: 'northshire-csc', client: 'csc-records' };
    expect(await named(records, 'sw-0142')).toBe('northshire-csc sw-0142 csc-records');
    expect(await named(records, '')).toBe('northshire-csc - -');
    expect(await named({ ...records, client: 'csc-mailer' }, 'sw-0142')).toBe('IDN-010');
    expect(await named({ ...records, organisation: 'northmoor-csc' }, 'sw-0142')).toBe('IDN-010');
    expect(await named({ ...unbound, client: 'csc-records' }, 'sw-0142')).toBe('IDN-010');
    for (const person of ['Sam Whitlock', 'sam@northshire.example', '-sw', 'sw-0142, sw-0143', 's'.repeat(65)]) expect(await named(records, person)).toBe('GEN-008');
  });
});

describe('the answer to a caller who is not known', () => {
  it('names the fault as RFC 6750 and RFC 9449 have it, and when to come again', async () => {
    expect(await headersOf({}, 'required')).toEqual({ 'www-authenticate': 'DPoP algs="ES256 EdDSA PS256"' });
    expect(await headersOf(proven({ method: 'GET' }), 'required')).toEqual({ 'www-authenticate': 'DPoP algs="ES256 EdDSA PS256", error="invalid_dpop_proof"' });
    expect(await headersOf({ authorization: 'Bearer x' }, 'optional')).toEqual({
      'www-authenticate': 'DPoP algs="ES256 EdDSA PS256", error="invalid_token", Bearer realm="safeguarding-exchange", error="invalid_token"',
    });
  });
});
