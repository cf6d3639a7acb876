import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { changedPartnership, refusedSubmissions, timelyReferral } from '#libs/testing';

import { exchange } from '../test-support/exchange-stand-in.js';

const NORTHSHIRE = join(process.cwd(), 'infra/partnership/northshire/partnership.yaml');
const referral = timelyReferral(JSON.parse(readFileSync('docs/examples/referral.json', 'utf8')) as object, new Date());

interface Refused {
  readonly error: { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] };
}

const check = (input: string, ...options: readonly string[]) => exchange(['referral', 'submit', '-', '--check-only', ...options], { input });

describe('a referral that is checked and not sent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-check-only-'));
  let changed = '';
  beforeAll(async () => {
    changed = await changedPartnership(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(refusedSubmissions(referral).map((each) => [each.because, each] as const))('is refused as the publisher would refuse it, where %s', async (_because, { body, byChanged, organisation, code, pointers }) => {
    const { exitCode, out, err } = await check(body, '--json', '--partnership', byChanged === true ? changed : NORTHSHIRE, '--as-organisation', organisation ?? 'northshire-police');
    expect([exitCode === 0, out]).toEqual([false, '']);
    const { error } = JSON.parse(err) as Refused;
    expect([error.code, (error.errors ?? []).map(({ pointer }) => pointer).toSorted()]).toEqual([code, pointers]);
  });

  it('names the agencies that would be sent it, and what only the publisher can tell', async () => {
    const { exitCode, out } = await check(JSON.stringify(referral), '--partnership', NORTHSHIRE, '--as-organisation', 'northshire-police');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^The publisher would publish it to \d agencies: northshire-csc, .*\. Nothing was sent\.\nNot checked: whether its idempotency key was used before/);
    const asJson = await check(JSON.stringify(referral), '--partnership', NORTHSHIRE, '--json');
    expect(JSON.parse(asJson.out)).toMatchObject({ valid: true, recipients: expect.arrayContaining([{ agency: 'northshire-csc', expectation: 'acknowledge-and-decide' }]), notChecked: ['sender', 'idempotency-key'] });
  });

  it('needs the partnership file, and a file that cannot be read ends in one sentence', async () => {
    expect(await check(JSON.stringify(referral))).toMatchObject({ exitCode: 2, err: expect.stringContaining('No partnership file is named') });
    const unreadable = await check(JSON.stringify(referral), '--partnership', '/proc/x/partnership.yaml');
    expect(unreadable).toMatchObject({ exitCode: 2, out: '' });
    expect(unreadable.err.trim().split('\n')).toHaveLength(1);
  });
});
