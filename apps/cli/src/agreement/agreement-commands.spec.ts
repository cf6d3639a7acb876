import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { repositoryRoot } from '#libs/local-services';
import { exchange } from '../test-support/exchange-stand-in.js';

const REFERRAL = join(repositoryRoot, 'docs/examples/referral.json');
let folder = '';
let partnership = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agreements-'));
  await cp(join(repositoryRoot, 'infra/partnership/northshire'), folder, { recursive: true });
  partnership = join(folder, 'partnership.yaml');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('exchange agreement check', () => {
  it('finds the demo partnership sound', async () => {
    const { exitCode, out } = await exchange(['agreement', 'check', '--partnership', partnership, '--at', '2026-06-01']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/Sound: Northshire Safeguarding Partnership, with 1 force, 6 agencies, 3 agreements and 1 action plan/);
  });

  it('warns of agreements past their review, and is content all the same', async () => {
    const { exitCode, out } = await exchange(['agreement', 'check', '--partnership', partnership, '--at', '2027-06-01', '--json']);
    const { sound, warnings } = JSON.parse(out) as { sound: boolean; warnings: { code: string }[] };
    expect({ exitCode, sound, overdue: warnings.filter(({ code }) => code === 'review-overdue').length }).toEqual({ exitCode: 0, sound: true, overdue: 3 });
  });

  it('ends with 1 and the place and problem, when an agreement names an unknown agency', async () => {
    const file = join(folder, 'agreements/probation-risk.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('children.dateOfBirth', 'children.birthday'));
    const broken = await exchange(['agreement', 'check', '--partnership', partnership]);
    const asJson = await exchange(['agreement', 'check', '--partnership', partnership, '--json']);
    const explained = await exchange(['agreement', 'explain', '--partnership', partnership, '--referral', REFERRAL]);
    await writeFile(file, text);
    const line = text.split('\n').findIndex((row) => row.includes('children.dateOfBirth')) + 1;
    expect(broken).toMatchObject({ exitCode: 1, out: expect.stringContaining(`agreements/probation-risk.yaml:${line} /views/0/fields/4: No such field in a referral.`) });
    expect(asJson.exitCode).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ sound: false, problems: [{ file: 'agreements/probation-risk.yaml', line, path: '/views/0/fields/4' }] });
    expect({ exitCode: explained.exitCode, out: explained.out }).toEqual({ exitCode: 2, out: '' });
  });

  it('ends with 2 when no file is named', async () => {
    expect(await exchange(['agreement', 'check', '--no-sandbox'])).toMatchObject({ exitCode: 2, err: expect.stringContaining('--partnership') });
  });
});

describe('exchange agreement explain', () => {
  it('shows each recipient with its fields and the reason, and nothing of the content', async () => {
    const { exitCode, out } = await exchange(['agreement', 'explain', '--partnership', partnership, '--referral', REFERRAL, '--at', '2026-06-01']);
    expect(exitCode).toBe(0);
    expect(out).toContain('SHARED WITH  northshire-csc');
    expect(out).toContain('NOT SHARED WITH  northmoor-csc  (Northmoor Council, children\'s social care hub)\n  because       northshire-mash/northmoor-hub: it is for other areas');
    expect(out).not.toMatch(/Rosa|Testcase|ZZ99|argument between/);
  });

  it('is one document with --json', async () => {
    const { out } = await exchange(['agreement', 'explain', '--partnership', partnership, '--referral', REFERRAL, '--json']);
    const { agencies } = JSON.parse(out) as { agencies: { agency: string; sharing: object | null }[] };
    expect(agencies.filter(({ sharing }) => sharing !== null).map(({ agency }) => agency)).toEqual([
      'northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation',
    ]);
  });

  it('ends with 2 for a referral that breaks the contract, naming fields and no values', async () => {
    const file = join(folder, 'referral.json');
    await writeFile(file, (await readFile(REFERRAL, 'utf8')).replace('"given"', '"first"'));
    const { exitCode, err } = await exchange(['agreement', 'explain', '--partnership', partnership, '--referral', file]);
    expect(exitCode).toBe(2);
    expect(err).toContain('/children/0/name');
    expect(err).not.toContain('Rosa');
  });
});
