import { createHmac } from 'node:crypto';

import { afterAll, describe, expect, it } from '@jest/globals';

import { audienceOf } from '#libs/contracts';
import { SigningKey, TestIssuer, type TokenFaults } from '#libs/testing';

import { keysInFile } from './key-sources.js';
import { KeySet } from './key-set.js';
import { TokenVerifier, type TokenRules } from './token-verifier.js';

/** Keys of the issuer that the exchange must not use: by an algorithm that it does not allow, and of too few bits. */
const otherAlgorithm = SigningKey.make('RS256');
const shortKey = SigningKey.make('PS256', 1_024);
const issuer = TestIssuer.make({ others: [otherAlgorithm, shortKey] });
const inbox = audienceOf('node', 'northshire-csc');
const now = Math.floor(Date.now() / 1_000);
const worker = { audience: inbox, organisation: 'northshire-csc', person: 'sw-0142' };
const rules: TokenRules = {
  issuer: issuer.issuer, audience: inbox, algorithms: ['ES256', 'EdDSA', 'PS256'],
  claimNames: { organisation: 'organisation', roles: 'roles', person: 'sub' },
};

function verifierOf(of: TestIssuer, changes: Partial<TokenRules> = {}, clock: () => number = () => Date.now()): TokenVerifier {
  const keys = new KeySet({ source: keysInFile(of.keysFile), keptForMs: 3_600_000, now: clock });
  return new TokenVerifier({ ...rules, issuer: of.issuer, ...changes }, keys, clock);
}

const verifier = verifierOf(issuer);
const stranger = SigningKey.make();

function withFault(faults: TokenFaults): string {
  return issuer.newToken(worker, faults);
}

function claim(name: string, value: unknown): string {
  return withFault({ claims: { [name]: value } });
}

/** The public key of the issuer, used as the secret of a symmetric signature. */
function signedWithThePublicKey(): string {
  const [, payload = ''] = issuer.newToken(worker).split('.');
  const input = `${Buffer.from(JSON.stringify({ typ: 'at+jwt', alg: 'HS256', kid: issuer.key.thumbprint })).toString('base64url')}.${payload}`;
  return `${input}.${createHmac('sha256', JSON.stringify(issuer.key.publicKey)).update(input).digest('base64url')}`;
}

/** The token of a colleague, with the claims of another person under its signature. */
function changedOnTheWay(): string {
  const [header = '', , signature = ''] = issuer.newToken(worker).split('.');
  const [, payload = ''] = issuer.newToken({ ...worker, person: 'sw-0999' }).split('.');
  return `${header}.${payload}.${signature}`;
}

const badTokens: readonly (readonly [string, string, () => string])[] = [
  ['a word that a practitioner typed instead of a token', 'IDN-001', () => 'sw-0142'],
  ['a token with a part missing, as after a broken copy', 'IDN-001', () => issuer.newToken(worker).split('.').slice(0, 2).join('.')],
  ['an identity token, which says who signed in but opens no app', 'IDN-001', () => withFault({ header: { typ: 'JWT' } })],
  ['a token that does not say its type', 'IDN-001', () => withFault({ header: { typ: undefined } })],
  ['a proof of possession in the place of the token', 'IDN-001', () => withFault({ header: { typ: 'dpop+jwt' } })],
  ['a token longer than any that an issuer makes', 'IDN-001', () => claim('padding', 'x'.repeat(9_000))],
  ['a token without a signature', 'IDN-002', () => issuer.unsigned(worker)],
  ['a token signed with the public key as a secret', 'IDN-002', signedWithThePublicKey],
  ['a token signed by a stranger with a key of his own', 'IDN-002', () => withFault({ key: stranger })],
  ["a token signed by a stranger under the issuer's key id", 'IDN-002', () => withFault({ key: stranger, header: { kid: issuer.key.thumbprint } })],
  ['a token that brings its own key along', 'IDN-002', () => withFault({ key: stranger, header: { kid: undefined, jwk: stranger.publicKey } })],
  ['a token by an algorithm that the exchange does not allow', 'IDN-002', () => withFault({ key: otherAlgorithm })],
  ['a token by a key of the issuer that has too few bits', 'IDN-002', () => withFault({ key: shortKey })],
  ["a colleague's token, changed on the way to name another social worker", 'IDN-002', changedOnTheWay],
  ['a token that demands an extension which the exchange does not know', 'IDN-002', () => withFault({ header: { crit: ['exp'], exp: now } })],
  ['a token of another issuer', 'IDN-003', () => claim('iss', 'https://issuer.elsewhere.test')],
  ['a token of an issuer whose address differs by a slash', 'IDN-003', () => claim('iss', `${issuer.issuer}/`)],
  ["a token for another agency's inbox", 'IDN-004', () => claim('aud', audienceOf('node', 'northmoor-csc'))],
  ['a token for the publisher, used at an inbox', 'IDN-004', () => claim('aud', [audienceOf('publisher'), audienceOf('portal')])],
  ['a token from last night, two minutes after its end', 'IDN-005', () => claim('exp', now - 120)],
  ['a token that never ends', 'IDN-005', () => claim('exp', undefined)],
  ['a token for a shift that has not begun', 'IDN-005', () => claim('nbf', now + 600)],
  ['a token from a clock that is ten minutes ahead', 'IDN-005', () => claim('iat', now + 600)],
  ['a token without an organisation', 'IDN-006', () => claim('organisation', undefined)],
  ['a token of two organisations', 'IDN-006', () => claim('organisation', ['northshire-csc', 'northshire-police'])],
  ['a token whose subject is a name instead of a staff reference', 'IDN-006', () => claim('sub', 'Sam Whitlock')],
  ['a token whose subject is an address', 'IDN-006', () => claim('sub', 'sam@northshire.example')],
  ['a token that names no client', 'IDN-006', () => claim('client_id', undefined)],
  ['a token whose roles are one word', 'IDN-006', () => claim('roles', 'practitioner')],
  ['a token that has no id', 'IDN-006', () => claim('jti', undefined)],
  ['a token bound by a certificate, which the exchange does not check yet', 'IDN-007', () => claim('cnf', { 'x5t#S256': 'a'.repeat(43) })],
];

describe('a token', () => {
  afterAll(() => issuer.remove());

  it('of a social worker names the agency, the staff reference and the roles', async () => {
    const token = await verifier.verify(issuer.newToken(worker));
    expect(token).toMatchObject({ ok: true, value: { organisation: 'northshire-csc', person: 'sw-0142', client: 'exchange-cli', roles: ['practitioner'] } });
  });

  it('of a records system names no person', async () => {
    const token = await verifier.verify(issuer.newToken({ audience: inbox, organisation: 'northshire-csc' }));
    expect(token).toMatchObject({ ok: true, value: { organisation: 'northshire-csc', client: 'northshire-csc-records', roles: ['system'] } });
    expect(token.ok && 'person' in token.value).toBe(false);
  });

  it.each(['ES256', 'EdDSA', 'PS256'] as const)('may be signed by %s', async (algorithm) => {
    const other = TestIssuer.make({ algorithm });
    expect(await verifierOf(other).verify(other.newToken(worker))).toMatchObject({ ok: true });
    other.remove();
  });

  it('counts within a minute of its end and of its beginning, because clocks differ', async () => {
    for (const claims of [{ exp: now - 20 }, { iat: now + 30, nbf: now + 30 }]) {
      expect(await verifier.verify(withFault({ claims }))).toMatchObject({ ok: true });
    }
  });

  it('of an issuer with other names for its claims is read by those names', async () => {
    const { sub: _, ...names } = { sub: '', organisation: 'https://northshire.example/org', roles: 'groups', person: 'staff_ref' };
    const claims = { organisation: undefined, roles: undefined, sub: 'b1946ac9-2f', 'https://northshire.example/org': 'northshire-csc', groups: ['police'], staff_ref: 'sw-0142' };
    expect(await verifierOf(issuer, { claimNames: names }).verify(withFault({ claims }))).toMatchObject({
      ok: true, value: { organisation: 'northshire-csc', person: 'sw-0142', roles: ['police'] },
    });
    expect(await verifier.verify(withFault({ claims }))).toEqual({ ok: false, error: 'IDN-006' });
  });

  it.each(badTokens)('is refused: %s (%s)', async (_, code, token) => {
    expect(await verifier.verify(token())).toEqual({ ok: false, error: code });
  });

  it('that comes in a burst is verified once', async () => {
    const token = issuer.newToken(worker);
    const burst = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
    expect(new Set(burst.map((each) => each.ok && each.value)).size).toBe(1);
  });

  it('is verified once, and counts until its end and no longer', async () => {
    let time = Date.now();
    const timed = verifierOf(issuer, {}, () => time);
    const token = issuer.newToken(worker);
    const first = await timed.verify(token);
    const again = await timed.verify(token);
    // The same object: the second answer came from memory.
    expect(first.ok && again.ok && first.value === again.value).toBe(true);
    time += 3_660_000 + 1_000;
    expect(await timed.verify(token)).toEqual({ ok: false, error: 'IDN-005' });
  });
});
