import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '#libs/config';
import { freePort } from '#libs/local-services';

import { IssuerUnderTest, PEOPLE } from './test-support/issuer-under-test.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const used: IssuerUnderTest[] = [];

function issuerWith(identities?: readonly object[]): IssuerUnderTest {
  const issuer = new IssuerUnderTest(identities);
  used.push(issuer);
  return issuer;
}

/** Runs the program until it ends, or until `until` is on its standard output. */
async function run(issuer: IssuerUnderTest, overrides: Readonly<Record<string, string | undefined>>, until = '\n\n') {
  const environment = childEnvironment({ ...issuer.environment(await freePort()), LOG_LEVEL: 'info', ...overrides });
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => {
    if (String(chunk).includes(until)) child.kill('SIGTERM');
  });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  return { code, errors };
}

afterEach(async () => {
  for (const issuer of used.splice(0)) await issuer.remove();
});

describe('the program of the development issuer', () => {
  it.each([['without a mode, because that is production', undefined], ['in production', 'production'], ['in an unknown mode', 'live']])('refuses to start %s', async (_, mode) => {
    const { code, errors } = await run(issuerWith(), { EXCHANGE_MODE: mode });
    expect(code).toBe(2);
    expect(errors).toMatch(/EXCHANGE_MODE (?:is not set; set it to|has to be) development or test/);
  });

  it('starts in a test configuration, and stops in order', async () => {
    const { code, errors } = await run(issuerWith(), {}, 'app.listening');
    expect([code, errors.includes('cannot start')]).toEqual([0, false]);
  });

  it.each<[string, readonly object[], RegExp]>([
    ['no identity', [], /has no list "identities"/],
    ['an unknown role', [{ role: 'journalist', organisation: 'northshire-csc', person: 'sw-0142' }], /unknown role in identity 1/],
    ['a name of a person', [...PEOPLE, { role: 'police', organisation: 'northshire-police', person: 'Rosa Marsh' }], /no opaque staff reference in identity 7/],
    ['the same person twice', [...PEOPLE, PEOPLE[0]], /names a person of northshire-police twice/],
    ['two roles in one organisation', [...PEOPLE, { role: 'auditor', organisation: 'northshire-csc', person: 'insp-1' }], /gives people of northshire-csc two roles/],
  ])('refuses a file of identities with %s, and repeats no name from it', async (_, identities, fault) => {
    const issuer = issuerWith(identities);
    await expect(issuer.start()).rejects.toThrow(fault);
    await expect(issuer.start()).rejects.not.toThrow('Rosa');
  });
});

describe('the keys of the development issuer', () => {
  it('are made at the first start, for this user only, and kept for the next', async () => {
    const issuer = issuerWith();
    await issuer.start();
    const files = readdirSync(issuer.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files).toHaveLength(2 + new Set(PEOPLE.map(({ organisation }) => organisation)).size);
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
