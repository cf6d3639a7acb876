import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { partitionOfCase, type IncomingMessage, type MachineStatementEntry } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId, sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { asIncoming, ChangeFacts, ReferralFacts, unreadableEntry } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { projections, query, record, startRecorder, type TemporaryRecorder } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';

interface LoggedEntry {
  readonly entry: number;
  readonly statement_id: string;
  readonly referral_id: string | null;
  readonly rung: string | null;
  readonly change_id: string | null;
  readonly data: string;
  readonly value_digest: string;
}

describe('a batch of statements of a machine, in the record', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  /** Referrals whose statements share a partition. */
  function referrals(count: number): readonly ReferralFacts[] {
    return Array.from({ length: 80 }, () => new ReferralFacts(recorder.topics)).filter(({ caseKey }) => partitionOfCase(caseKey) === 1).slice(0, count);
  }

  const state = async (): Promise<readonly string[]> => [
    await projections(app),
    ...(await query<{ text: string }>(app, `SELECT concat_ws(' ', agency, partition, statement_id, digest, verdict, effect, code, counts_at, marks) AS text
      FROM statement ORDER BY 1`)).rows.map(({ text }) => text),
  ];

  it('has one row in the log for each entry, with the bytes that its digest covers, and gives the same after a rebuild', async () => {
    const [one, two] = referrals(2) as [ReferralFacts, ReferralFacts];
    const changes = new ChangeFacts(recorder.topics, one);
    const correction = newId();
    const entries = [
      one.entry(CSC, 'delivered', 1), two.entry(CSC, 'delivered', 1, { envelopeDigest: sha256Hex('invented') }), changes.entry(correction, 'correction', CSC, 12),
      unreadableEntry(one.at(3)), one.entry(CSC, 'delivered', 4, { referralId: newId(), messageId: newId() }),
    ];
    await record(intake, [one.published([CSC]), two.published([CSC]), changes.correction(correction, [CSC], 10)]);
    const batch = asIncoming(one.batch(CSC, entries, 13));
    expect(await record(intake, [batch])).toMatchObject({ stored: 1, quarantined: {} });
    expect(await record(intake, [batch])).toMatchObject({ duplicates: 1 });

    const { rows } = await query<LoggedEntry>(app, `SELECT entry, statement_id, referral_id, rung, change_id, data::text AS data, value_digest FROM event
      WHERE message_id = $1 ORDER BY entry`, [batch.headers['ce_id']]);
    expect(rows.map(({ entry, statement_id: id, referral_id: referralId, rung, change_id: changeId }) => [entry, id, referralId, rung, changeId])).toEqual(
      entries.map(({ receiptId, referralId = null, rung, updateId = null }, index) => [index, receiptId, referralId, updateId === null ? rung : null, updateId]));
    for (const { data, value_digest: digest } of rows) expect(sha256Hex(data)).toBe(digest);
    expect((await query(app, `SELECT s.verdict, s.code FROM statement s WHERE s.message_id = $1 ORDER BY s.entry`, [batch.headers['ce_id']])).rows).toEqual([
      { verdict: 'taken', code: null }, { verdict: 'refused', code: 'other-content' }, { verdict: 'taken', code: null }, { verdict: 'unattached', code: null },
      { verdict: 'waiting', code: 'copy' },
    ]);
    const before = await projections(app);
    await rebuildProjections(app);
    expect(await projections(app)).toBe(before);
    expect((await query(app, 'SELECT (delivered).at FROM update_projection WHERE update_id = $1', [correction])).rows).toEqual([{ at: new Date(one.at(12)) }]);
  });

  it('gives the same verdicts and projections however it is split, and whenever the facts come', async () => {
    const all = referrals(5);
    const [known] = all as [ReferralFacts];
    const first = known.entry(CSC, 'delivered', 1);
    const entries: readonly MachineStatementEntry[] = [
      first, ...all.slice(1).map((facts) => facts.entry(CSC, 'delivered', 2)), { ...first, offset: '99' }, known.entry(CSC, 'rejected', 3), first,
      unreadableEntry(known.at(4)), known.entry(CSC, 'delivered', 5, { hop: 2 }),
    ];
    const published: readonly IncomingMessage[] = all.map((facts) => asIncoming(facts.published([CSC])));
    await recorder.empty();
    await record(intake, published);
    await record(intake, [known.batch(CSC, entries, 6)]);
    const expected = await state();
    const splits = fc.tuple(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: entries.length, maxLength: entries.length }), fc.boolean());
    await fc.assert(fc.asyncProperty(splits, async ([sizes, areFactsLast]) => {
      await recorder.empty();
      if (!areFactsLast) await record(intake, published);
      const left = [...entries];
      for (const size of sizes) if (left.length > 0) await record(intake, [known.batch(CSC, left.splice(0, size), 6)]);
      if (areFactsLast) await record(intake, published);
      expect(await state()).toEqual(expected);
      await rebuildProjections(app);
      expect(await state()).toEqual(expected);
    }), { numRuns: 8 });
  }, 60_000);
});
