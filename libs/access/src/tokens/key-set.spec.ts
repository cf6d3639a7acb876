import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { TestIssuer } from '#libs/testing';

import { keysAtUrl, keysInFile, keysOfIssuer } from './key-sources.js';
import { KeySet, type KeySource } from './key-set.js';
import { TokenVerifier } from './token-verifier.js';

const HOUR = 3_600_000;
const worker = { audience: 'inbox', organisation: 'northshire-csc', person: 'sw-0142' };

/** A source that a test answers for, and that counts its readings. */
class CountedSource implements KeySource {
  readonly freshForMs = 5 * 60_000;
  readonly pauseMs = 10_000;
  readings = 0;
  isAway = false;

  constructor(private readonly issuer: TestIssuer) {}

  read(): Promise<string> {
    this.readings += 1;
    return this.isAway ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) : Promise.resolve(this.issuer.keySet());
  }
}

describe('the keys of an issuer', () => {
  let issuer: TestIssuer;
  let time: number;
  const states: string[] = [];

  beforeEach(() => {
    issuer = TestIssuer.make();
    time = Date.now();
    states.length = 0;
  });
  afterEach(() => issuer.remove());

  const verifierOf = (source: KeySource, of = issuer.issuer): TokenVerifier => {
    const keys = new KeySet({ source, keptForMs: HOUR, now: () => time, observe: (state, reason) => void states.push([state, reason].filter(Boolean).join(' ')) });
    const claimNames = { organisation: 'organisation', roles: 'roles', person: 'sub' };
    return new TokenVerifier({ issuer: of, audience: 'inbox', algorithms: ['ES256'], claimNames }, keys, () => time);
  };
  const verdict = async (verifier: TokenVerifier, token = issuer.newToken(worker)): Promise<string> => {
    const verified = await verifier.verify(token);
    return verified.ok ? 'accepted' : verified.error;
  };

  it('are read once for a crowd of callers', async () => {
    const source = new CountedSource(issuer);
    const verifier = verifierOf(source);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verdict(verifier)));
    expect([new Set(verdicts), source.readings, states]).toEqual([new Set(['accepted']), 1, ['loaded']]);
  });

  it('are read again when a token names a new key, but not for each invented one', async () => {
    const source = new CountedSource(issuer);
    const verifier = verifierOf(source);
    expect(await verdict(verifier)).toBe('accepted');
    time += 60_000;
    const earlier = issuer.newToken(worker);
    issuer.rotate();
    expect(await verdict(verifier)).toBe('accepted');
    expect(await verdict(verifier, earlier)).toBe('accepted');
    expect(source.readings).toBe(2);
    const other = TestIssuer.make();
    time += 60_000;
    for (let count = 0; count < 20; count += 1) {
      other.rotate();
      expect(await verdict(verifier, other.newToken(worker))).toBe('IDN-002');
    }
    expect(source.readings).toBe(3);
    other.remove();
  });

  it('no longer count once the issuer has withdrawn them, also for a token that was verified before', async () => {
    const verifier = verifierOf(new CountedSource(issuer));
    const stolen = issuer.newToken(worker);
    expect(await verdict(verifier, stolen)).toBe('accepted');
    issuer.rotate({ keepEarlier: false });
    time += 60_000;
    expect(await verdict(verifier)).toBe('accepted');
    expect(await verdict(verifier, stolen)).toBe('IDN-002');
  });

  it('count for a time while the issuer is away, and then the answer is 503, also for a token that was verified before', async () => {
    const source = new CountedSource(issuer);
    const verifier = verifierOf(source);
    const long = issuer.newToken(worker, { claims: { exp: Math.floor(time / 1_000) + 10 * 3_600 } });
    expect(await verdict(verifier, long)).toBe('accepted');
    source.isAway = true;
    time += HOUR - 60_000;
    expect(await verdict(verifier, long)).toBe('accepted');
    time += 120_000;
    expect(await verdict(verifier, long)).toBe('IDN-011');
    source.isAway = false;
    time += 11_000;
    expect(await verdict(verifier, long)).toBe('accepted');
    expect(states).toEqual(['loaded', 'failed ECONNREFUSED', 'failed ECONNREFUSED']);
  });

  it('are not to be had at the start: 503, and the next caller finds them', async () => {
    const source = new CountedSource(issuer);
    source.isAway = true;
    const verifier = verifierOf(source);
    expect(await verdict(verifier)).toBe('IDN-011');
    source.isAway = false;
    time += 11_000;
    expect(await verdict(verifier)).toBe('accepted');
  });

  it('with the issuer away, a token of an unknown key is not called wrong, because the key may be new', async () => {
    const source = new CountedSource(issuer);
    const verifier = verifierOf(source);
    expect(await verdict(verifier)).toBe('accepted');
    source.isAway = true;
    issuer.rotate();
    time += 60_000;
    expect(await verdict(verifier)).toBe('IDN-011');
  });

  it('in a file count from the moment at which it is replaced; a half-written file changes nothing', async () => {
    const verifier = verifierOf(keysInFile(issuer.keysFile));
    expect(await verdict(verifier)).toBe('accepted');
    const known = issuer.newToken(worker);
    writeFileSync(issuer.keysFile, issuer.keySet().slice(0, 60));
    time += 2_000;
    expect(await verdict(verifier, known)).toBe('accepted');
    // The file is read in the background.
    while (!states.includes('failed malformed-key-set')) await new Promise((resolve) => setImmediate(resolve));
    issuer.rotate();
    time += 2_000;
    expect(await verdict(verifier)).toBe('accepted');
    expect(states).toEqual(['loaded', 'failed malformed-key-set', 'changed']);
  });

  it.each([
    ['no set', '{}'], ['an empty set', '{"keys":[]}'], ['a secret', '{"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}]}'], ['a key without a type', '{"keys":[{"x":"1"}]}'],
  ])('that are %s are refused', async (_, text) => {
    expect(await verdict(verifierOf({ freshForMs: 1, pauseMs: 1, read: () => Promise.resolve(text) }))).toBe('IDN-011');
    expect(states).toEqual(['failed malformed-key-set']);
  });
});

describe('keys over HTTP', () => {
  const issuer = TestIssuer.make();
  const answers = new Map<string, string>();
  let server: Server;
  let origin: string;

  beforeEach(async () => {
    answers.clear();
    server = createServer((request, response) => {
      const answer = answers.get(request.url ?? '');
      if (answer?.startsWith('/') === true) response.writeHead(302, { location: answer }).end();
      else response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(answer);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const metadata = (of: string): string => JSON.stringify({ issuer: of, jwks_uri: `${origin}/keys` });

  it('are found by the metadata of the issuer, in either place', async () => {
    answers.set('/keys', issuer.keySet());
    expect(await keysAtUrl(`${origin}/keys`).read()).toBe(issuer.keySet());
    answers.set('/.well-known/oauth-authorization-server/northshire', metadata(`${origin}/northshire`));
    expect(await keysOfIssuer(`${origin}/northshire`).read()).toBe(issuer.keySet());
    answers.clear();
    answers.set('/keys', issuer.keySet());
    answers.set('/northshire/.well-known/openid-configuration', metadata(`${origin}/northshire`));
    expect(await keysOfIssuer(`${origin}/northshire`).read()).toBe(issuer.keySet());
  });

  it('are refused from metadata of another issuer, over a redirection, and from an answer without an end', async () => {
    answers.set('/keys', issuer.keySet());
    answers.set('/.well-known/oauth-authorization-server', metadata('https://elsewhere.test'));
    await expect(keysOfIssuer(origin).read()).rejects.toMatchObject({ code: 'metadata-of-another-issuer' });
    answers.set('/moved', '/keys');
    await expect(keysAtUrl(`${origin}/moved`).read()).rejects.toThrow();
    answers.set('/large', 'x'.repeat(300_000));
    await expect(keysAtUrl(`${origin}/large`).read()).rejects.toMatchObject({ code: 'too-large' });
    await expect(keysAtUrl(`${origin}/nowhere`).read()).rejects.toMatchObject({ code: 'status-404' });
  });
});
