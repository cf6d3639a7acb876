import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import { DEMO_PEOPLE, IssuerProcess } from '#libs/testing';

const used: IssuerProcess[] = [];

function issuerWith(...options: ConstructorParameters<typeof IssuerProcess>): IssuerProcess {
  const issuer = new IssuerProcess(...options);
  used.push(issuer);
  return issuer;
}

afterEach(async () => {
  for (const issuer of used.splice(0)) await issuer.remove();
});

describe('the program of the development issuer', () => {
  it.each([['without a mode, because that is production', undefined], ['in production', 'production'], ['in an unknown mode', 'live']])('refuses to start %s', async (_, mode) => {
    const starting = issuerWith({ environment: { EXCHANGE_MODE: mode } }).start();
    await expect(starting).rejects.toThrow(/exit code 2: issuer cannot start, .*\n.*EXCHANGE_MODE (?:is not set; set it to|has to be) development or test/s);
  });

  it.each(['development', 'test'])('starts in the mode %s, and stops in order', async (mode) => {
    const issuer = issuerWith({ environment: { EXCHANGE_MODE: mode } });
    await issuer.start();
    expect(await issuer.stop()).toBe(0);
  });

  it.each<[string, readonly object[], RegExp]>([
    ['no identity', [], /has no list "identities"/],
    ['an unknown role', [{ role: 'journalist', organisation: 'northshire-csc', person: 'sw-0142' }], /unknown role in identity 1/],
    ['a name of a person', [...DEMO_PEOPLE, { role: 'police', organisation: 'northshire-police', person: 'Rosa Marsh' }], /^(?!.*Rosa).*no opaque staff reference in identity 8/s],
    ['the same person twice', [...DEMO_PEOPLE, ...DEMO_PEOPLE.slice(0, 1)], /names a person of northshire-police twice/],
    ['two roles in one organisation', [...DEMO_PEOPLE, { role: 'auditor', organisation: 'northshire-csc', person: 'insp-1' }], /gives people of northshire-csc two roles/],
  ])('refuses a file of identities with %s, and repeats no name from it', async (_, identities, fault) => {
    const issuer = issuerWith({ identities });
    await expect(issuer.start()).rejects.toThrow(fault);
  });
});

describe('the keys of the development issuer', () => {
  it('are made at the first start, for this user only, and kept for the next', async () => {
    const issuer = issuerWith();
    await issuer.start();
    const files = readdirSync(issuer.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files).toHaveLength(2 + new Set(DEMO_PEOPLE.map(({ organisation }) => organisation)).size);
    expect(files.filter((file) => (statSync(file).mode & 0o777) !== 0o600)).toEqual([]);
    const before = files.map((file) => readFileSync(file, 'utf8'));
    await issuer.stop();
    await issuer.start();
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('are not used when other users may read them, and not replaced when they are damaged', async () => {
    const issuer = issuerWith();
    await issuer.start();
    await issuer.stop();
    const file = join(issuer.data, 'signing-key.json');
    chmodSync(file, 0o644);
    await expect(issuer.start()).rejects.toThrow(/other users may read the key file/);
    chmodSync(file, 0o600);
    for (const broken of ['{"kty":"EC"', '{"kty":"EC","crv":"P-256"}', '']) {
      writeFileSync(file, broken);
      await expect(issuer.start()).rejects.toThrow(/signing-key\.json is damaged/);
      expect(readFileSync(file, 'utf8')).toBe(broken);
    }
  });
});
