import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Database } from '#libs/persistence';

import { query, take, TemporaryWatch } from './test-support/temporary-watch.js';

const REFERRALS = 300;
/** A generous limit, because the machine may do other work. The cost is some 2 ms in all. */
const MOST_MS_EACH = 50;

describe('what clocks cost', () => {
  let watch: TemporaryWatch;
  let database: Database;

  beforeAll(async () => {
    watch = await TemporaryWatch.create();
    database = await watch.open();
  });
  afterAll(() => watch.remove());

  it('is a few milliseconds and some twenty rows for each referral, and nothing for what is not due', async () => {
    const publishedAt = new Date('2026-05-22T17:00:00.000Z');
    const all = Array.from({ length: REFERRALS }, () => watch.referral({ publishedAt, grade: 'green' }));
    const intake = watch.intake(database);
    const began = performance.now();
    for (let first = 0; first < REFERRALS; first += 100) {
      const some = all.slice(first, first + 100);
      await take(intake, some.map((facts) => facts.published(['northshire-csc', 'northshire-icb'])));
      await take(intake, some.flatMap((facts) => (['delivered', 'opened', 'accepted', 'decided'] as const).map((rung, index) => facts.receipt('northshire-csc', rung, index + 1))));
    }
    await watch.scan(database, '2026-05-22T18:00:00.000Z');
    const scanned = performance.now();
    expect((await watch.scan(database, '2026-05-22T18:00:01.000Z')).referrals).toBe(0);
    const { rows } = await query<Record<string, number>>(
      database,
      'SELECT (SELECT count(*) FROM fact)::int AS facts, (SELECT count(*) FROM statement)::int AS statements, (SELECT count(*) FROM clock)::int AS clocks, (SELECT count(*) FROM notice)::int AS notices',
    );
    expect(rows).toEqual([{ facts: REFERRALS, statements: 4 * REFERRALS, clocks: 2 * REFERRALS, notices: 4 * REFERRALS }]);
    expect((scanned - began) / REFERRALS).toBeLessThan(MOST_MS_EACH);
  }, 60_000);
});
