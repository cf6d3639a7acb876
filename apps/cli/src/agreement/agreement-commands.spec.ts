import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { repositoryRoot } from '#libs/local-services';
import { exchange, ExchangeStandIn, json, problem, TOKEN } from '../test-support/exchange-stand-in.js';

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

  it('is content with a school that has another number, also where the file of its terms keeps the old one', async () => {
    const text = await readFile(partnership, 'utf8');
    const numbers = async (urn: string, former: string) => {
      await writeFile(partnership, text.replace('urn: "142001"', `urn: "${urn}"`).replace('formerUrns: ["121669"]', `formerUrns: ["${former}"]`));
      return exchange(['agreement', 'check', '--partnership', partnership, '--at', '2026-06-01']);
    };
    const sound = await numbers('150001', '142001');
    const withoutTerms = await numbers('150001', '150000');
    const claimed = await numbers('142001', '142002');
    await writeFile(partnership, text);
    expect(sound).toMatchObject({ exitCode: 0, out: expect.not.stringContaining('Warning') });
    expect(withoutTerms).toMatchObject({ exitCode: 0, out: expect.stringContaining('No file under calendars has the terms of hilltop-school') });
    expect(claimed).toMatchObject({ exitCode: 1, out: expect.stringContaining('/agencies/4/urn: Another school has this urn, now or formerly. Correct one of them.') });
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

/** Does the work while the partnership file has the end of an agency. */
const withEnd = async (work: () => Promise<void>): Promise<void> => {
  const text = await readFile(partnership, 'utf8');
  await writeFile(partnership, text.replace('    hubHours: hub-hours/northmoor-csc\n', '    hubHours: hub-hours/northmoor-csc\n    ended: {on: 2026-09-01, reason: merged, successor: northshire-csc}\n'));
  try {
    await work();
  } finally {
    await writeFile(partnership, text);
  }
};
const checkAt = (at: string) => exchange(['agreement', 'check', '--partnership', partnership, '--at', at]);

describe('an agency that has ended', () => {
  const IDS = ['019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01', '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a02'];
  const open = json({ agency: 'northmoor-csc', endedOn: '2026-09-01', successor: 'northshire-csc', referrals: IDS.map((referralId) => ({ referralId, hop: 1, rung: 'opened', sentAt: '2026-08-30T10:00:00Z' })) });
  const asForce = ['--as-organisation', 'northshire-police', '--as-person', 'np-0007'];

  it('is named by the check with the referrals that are still with it, and with its successor', () => withEnd(async () => {
    const server = await ExchangeStandIn.answering(open);
    const { exitCode, out } = await exchange(['agreement', 'check', '--partnership', partnership, '--at', '2026-09-01', ...asForce, '--publisher-url', server.url]);
    await server.close();
    expect(exitCode).toBe(0);
    expect(out).toContain(`northmoor-csc ended on 2026-09-01, and 2 open referrals are still with it: ${IDS.join(', ')}. Hand over to northshire-csc: exchange agreement handover northmoor-csc`);
    expect(out).toContain('From then on the publisher refuses its referrals. Name its successor northshire-csc');
    expect(server.seen).toMatchObject([{ method: 'GET', path: '/v1/agencies/northmoor-csc/open-referrals', headers: { authorization: `Bearer ${TOKEN}` } }]);
  }));

  it('is named without its referrals where no publisher can be asked, and not before its end', () => withEnd(async () => {
    expect((await checkAt('2026-09-01')).out).toContain('no publisher was asked');
    expect((await checkAt('2026-08-31')).out).not.toContain('northmoor-csc ended');
  }));

  it('is handed over, and a referral that is left makes the exit code 1', async () => {
    const [handedOver, left] = IDS;
    const server = await ExchangeStandIn.answering(
      json({ agency: 'northmoor-csc', successor: 'northshire-csc', handedOver: [handedOver], notHandedOver: [{ referralId: left, reason: 'no-agreement' }] }), problem('REF-031'),
    );
    const line = ['agreement', 'handover', 'northmoor-csc', ...asForce, '--publisher-url', server.url];
    const { exitCode, out } = await exchange(line);
    expect([exitCode, out]).toEqual([1, `1 referral handed over from northmoor-csc to northshire-csc.\n  ${handedOver}\nLeft ${left}: no-agreement. Telephone northshire-csc.\n`]);
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/v1/agencies/northmoor-csc/handover', headers: { authorization: `Bearer ${TOKEN}` } });
    expect((await exchange(line)).exitCode).toBe(5);
    await server.close();
  });
});
