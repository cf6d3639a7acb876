import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readPartnership, type Partnership } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import type { Database } from '#libs/persistence';

import { PARTNERSHIP_FILE, take, TemporaryWatch } from '../test-support/temporary-watch.js';
import { requireVersions } from './require-versions.js';

const CSC = 'northshire-csc';
const AT = '2026-05-22T17:00:00.000Z';

describe('a watch whose partnership files have changed', () => {
  let watch: TemporaryWatch;
  let database: Database;
  let northshire: Partnership;

  beforeAll(async () => {
    const read = await readPartnership(PARTNERSHIP_FILE);
    if (!read.ok) throw new Error('the demonstration partnership is not sound');
    northshire = read.value;
    watch = await TemporaryWatch.create();
    database = await watch.open(AT);
    // A red referral: its hub clock runs by version 1 of HUB_RED and by version 1 of the hub's opening hours.
    await take(watch.intake(database), [watch.referral({ publishedAt: new Date(AT), grade: 'red' }).published([CSC])]);
  }, 30_000);
  afterAll(async () => watch.remove(), 20_000);

  const start = async (changes: Partial<Partnership['localPolicy']>): Promise<void> =>
    requireVersions(database, clockPolicyOf({ ...northshire, localPolicy: { ...northshire.localPolicy, ...changes } }));
  const limitsAs = (version: number, more: object = {}) => northshire.localPolicy.limits.map((limit) => (limit.rule === 'HUB_RED' ? { ...limit, version, ...more } : limit));
  const hoursAs = (change: (versions: readonly (typeof northshire.localPolicy.hubHours)[number]['versions'][number][]) => readonly (typeof northshire.localPolicy.hubHours)[number]['versions'][number][]) =>
    northshire.localPolicy.hubHours.map((calendar) => ({ ...calendar, versions: change(calendar.versions) }));

  it('starts with the files that it had, and with a new version beside the old one', async () => {
    await start({});
    const [red] = northshire.localPolicy.limits;
    if (red === undefined) throw new Error('there is no limit');
    await start({
      limits: [...limitsAs(1, { effectiveTo: '2026-05-31' }), { ...red, version: 2, hubHours: 3, effectiveFrom: '2026-06-01' }],
      hubHours: hoursAs((versions) => versions.flatMap((version) => [version, { ...version, version: '2' }])),
    });
  });

  it('does not start where a running clock\'s rule is gone, and names it', async () => {
    await expect(start({ limits: limitsAs(2) })).rejects.toThrow(
      'clocks run by version 1 of the rule HUB_RED, which the files of the partnership no longer have: put it back, because a version that has been in force is never taken away.',
    );
  });

  it('does not start where a running clock\'s calendar is gone, and names it', async () => {
    await expect(start({ hubHours: hoursAs((versions) => versions.map((version) => ({ ...version, version: '2' }))) })).rejects.toThrow(
      'clocks run by version 1 of the calendar hub-hours/northshire-csc, which the files of the partnership no longer have',
    );
  });

  it('starts without versions by which no clock runs', async () => {
    await start({ limits: northshire.localPolicy.limits.map((limit) => (limit.rule === 'HUB_GREEN' ? { ...limit, version: 7 } : limit)) });
  });
});
