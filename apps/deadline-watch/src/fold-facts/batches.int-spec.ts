import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { MachineStatementEntry } from '#libs/contracts';
import { sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { unreadableEntry, type ReferralFacts } from '#libs/testing';

import { query, take, TemporaryWatch } from '../test-support/temporary-watch.js';

const HUB = 'northshire-csc';

describe('a batch of statements of a machine, at the watch', () => {
  let watch: TemporaryWatch;
  let database: Database;

  beforeAll(async () => {
    watch = await TemporaryWatch.create();
    database = await watch.open();
  });
  afterAll(() => watch.remove());

  /** The verdicts on the statements about a referral, and its clocks. */
  async function stateOf({ referralId }: ReferralFacts, entries: readonly MachineStatementEntry[]): Promise<readonly unknown[]> {
    const ids = entries.map(({ receiptId }) => receiptId);
    const verdicts = await query(database, `SELECT statement_id, digest, verdict, effect, code, counts_at FROM statement
      WHERE statement_id = ANY ($1::uuid[]) ORDER BY statement_id, digest`, [ids]);
    const clocks = await query(database, 'SELECT rule_id, agency, anchor, outcome, due_at FROM clock WHERE referral_id = $1 ORDER BY rule_id, agency', [referralId]);
    return [verdicts.rows, clocks.rows];
  }

  it('has the same verdicts however it is split, and touches no clock', async () => {
    const facts = watch.referral({ publishedAt: new Date('2026-05-22T17:00:00.000Z'), grade: 'green' });
    const intake = watch.intake(database);
    const first = facts.entry(HUB, 'delivered', 1);
    const entries = [
      first, facts.entry(HUB, 'delivered', 2, { envelopeDigest: sha256Hex('invented') }), { ...first, offset: '99' }, facts.entry(HUB, 'rejected', 3),
      unreadableEntry(facts.at(4)),
    ];
    await take(intake, [facts.published([HUB])]);
    const [, before] = await stateOf(facts, entries);
    await take(intake, [facts.batch(HUB, entries, 5)]);
    const [verdicts, clocks] = await stateOf(facts, entries);
    expect(clocks).toEqual(before);
    const order = entries.map(({ receiptId }) => receiptId);
    const inOrder = (verdicts as { statement_id: string; verdict: string; code: string | null }[])
      .map(({ statement_id: id, verdict, code }) => `${order.indexOf(id)} ${verdict} ${code ?? ''}`.trim()).toSorted();
    expect(inOrder).toEqual(['0 refused id-used', '0 taken', '1 refused other-content', '3 taken', '4 unattached']);

    const other = await TemporaryWatch.create();
    try {
      const split = other.intake(await other.open());
      // The same messages, on the topics of the other watch.
      const moved = [facts.published([HUB]), ...entries.map((entry) => facts.batch(HUB, [entry], 5))].map((message) => (
        { ...message, topic: message.topic.replace(watch.topics.lifecycle().replace(/safeguarding.*/, ''), other.topics.lifecycle().replace(/safeguarding.*/, '')) }));
      await take(split, moved.slice(1));
      await take(split, moved.slice(0, 1));
      const { rows } = await query(await other.open(), `SELECT statement_id, digest, verdict, effect, code, counts_at FROM statement ORDER BY statement_id, digest`);
      expect(rows).toEqual(verdicts);
    } finally {
      await other.remove();
    }
  });
});
