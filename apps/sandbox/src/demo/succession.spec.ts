import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { checkPartnership, readPartnership, referralFacts, resolveRecipients, successorOf, type Partnership } from '#libs/agreements';

import { demoReferral } from './demo-referral.js';
import { DEMO_REFERRALS } from './demo-referrals.js';
import { successionFile, writeSuccession } from './succession.js';

const BEFORE = fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url));
const DAY = new Date('2026-06-05T10:00:00Z');

describe('the partnership of the demo after the hub of Northmoor was succeeded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-succession-'));
  let partnership: Partnership;

  const read = async (): Promise<Partnership> => {
    const outcome = await readPartnership(successionFile(folder));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
    return outcome.value;
  };
  beforeAll(async () => {
    writeSuccession(BEFORE, folder, '2026-06-05');
    partnership = await read();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('names the successor, and every route of the ended hub leads to it: the check has no warning', () => {
    expect(successorOf(partnership, 'northmoor-csc', '2026-06-05')).toBe('northshire-csc');
    expect(checkPartnership(partnership, '2026-06-05')).toEqual([]);
  });

  it.each(['DEMO-005', 'DEMO-010'])('%s, published after the end, goes to the successor', (key) => {
    const demo = DEMO_REFERRALS.find((each) => each.key === key);
    if (demo === undefined) throw new Error(`there is no ${key}`);
    expect(resolveRecipients(partnership, referralFacts(demoReferral(demo, DAY), DAY)).map(({ agency }) => agency)).toEqual(['northshire-csc']);
  });

  it('a later start keeps the day of the end', async () => {
    writeSuccession(BEFORE, folder, '2026-06-09');
    expect((await read()).agencies.find(({ id }) => id === 'northmoor-csc')?.ended?.on).toBe('2026-06-05');
  });
});
