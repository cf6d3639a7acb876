import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { OutgoingMessage } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { newId } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { ChangeFacts } from '#libs/testing';

import { FoldFacts } from '../fold-facts/fold-facts.js';
import { clocksAsText, query, take, TemporaryWatch } from '../test-support/temporary-watch.js';
import { DERIVED_TABLES } from '../tables.js';
import { REBUILD_CONTRACTS, RestoreClocks } from './restore-clocks.js';

const CSC = 'northshire-csc';

describe('a rebuild that reads the facts in another order than they came', () => {
  let watch: TemporaryWatch;
  let database: Database;

  beforeAll(async () => {
    watch = await TemporaryWatch.create();
    database = await watch.open();
  });
  afterAll(() => watch.remove());

  it('keeps the cause of each clock: the find was known from the event before the correction that names the same time', async () => {
    const referral = watch.referral({ publishedAt: new Date('2026-05-22T17:00:00.000Z'), grade: 'green' });
    const changes = new ChangeFacts(watch.topics, referral);
    const published = referral.published([CSC]);
    const found = changes.found(newId(), [CSC], 40);
    // The correction was recorded earlier, and arrives later.
    const correction = changes.correction(newId(), [CSC], 35, ['/narrative'], '2026-05-22T17:30:00.000Z');
    const live = watch.intake(database);
    for (const message of [published, found]) await take(live, [message]);
    await watch.scan(database, '2026-05-22T18:00:00.000Z');
    await take(live, [correction]);
    await watch.scan(database, '2026-05-22T18:01:00.000Z');
    const causes = async (): Promise<readonly unknown[]> => (await query(database, "SELECT because FROM clock WHERE rule_id = 'RETURN_INTERVIEW'")).rows;
    expect(await causes()).toEqual([{ because: found.headers['ce_id'] }]);
    const before = await clocksAsText(database, false);

    const { rows: notices } = await query<OutgoingMessage>(database, 'SELECT topic, key, headers, value FROM outbox ORDER BY seq');
    for (const table of [...DERIVED_TABLES, 'inbox_message']) await query(database, `DELETE FROM ${table}`);
    const effects = new RestoreClocks(new FoldFacts(watch.topics, watch.policy, watch.agencies), watch.topics, watch.policy);
    const again = new BatchedIntake({ database, group: watch.topics.deadlineGroup(), topics: watch.topics, accepted: REBUILD_CONTRACTS, recognisesRepeats: isStatementEvent, effects });
    for (const message of [published, correction, found, ...notices]) await take(again, [message]);
    expect(await causes()).toEqual([{ because: found.headers['ce_id'] }]);
    expect(await clocksAsText(database, false)).toBe(before);
  });
});
