import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { RECEIPT_RUNGS, type IncomingMessage, type OutgoingMessage, type Rung } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { byKey, newId, sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { foldRungs, holderOf, type AskedAgency } from '#libs/safeguarding';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { placed, projections, query, record, startRecorder, type TemporaryRecorder, verdicts } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const SCHOOL = 'hilltop-school';
const NORTHMOOR = 'northmoor-csc';

/** One referral with every kind of event: answered, silent, unread, redirected twice, decided again. */
function messagesOf(facts: ReferralFacts): OutgoingMessage[] {
  return [
    facts.published([CSC, ICB, SCHOOL]),
    facts.receipt(CSC, 'delivered', 1),
    facts.receipt(CSC, 'opened', 5),
    facts.receipt(CSC, 'opened', 4, { actor: 'sw-0200' }),
    facts.receipt(CSC, 'redirected', 9, { redirectedTo: NORTHMOOR }),
    facts.forwarded(CSC, NORTHMOOR, 10),
    facts.receipt(NORTHMOOR, 'delivered', 11, { hop: 2 }),
    facts.receipt(NORTHMOOR, 'opened', 20, { hop: 2 }),
    facts.receipt(NORTHMOOR, 'accepted', 21, { hop: 2 }),
    facts.receipt(NORTHMOOR, 'decided', 50, { hop: 2, decision: 'section-17-assessment' }),
    facts.receipt(NORTHMOOR, 'decided', 60, { hop: 2, decision: 'section-47-enquiry' }),
    facts.receipt(NORTHMOOR, 'fed_back', 61, { hop: 2 }),
    facts.receipt(ICB, 'rejected', 1),
    facts.receipt(ICB, 'delivered', 30),
    facts.unreadable(SCHOOL, 2),
  ];
}

async function inBatches(by: BatchedIntake, part: readonly IncomingMessage[]): Promise<void> {
  for (let start = 0; start < part.length; start += 15) await record(by, part.slice(start, start + 15));
}

interface HolderRow {
  readonly agency: string;
  readonly expectation: AskedAgency['expectation'];
  readonly published_at: Date;
  readonly accepted_at: Date | null;
  readonly refused_at: Date | null;
  readonly onward_at: Date | null;
  readonly ended_at: Date | null;
  readonly withdrawn_at: Date | null;
  readonly no_holder_since: Date | null;
}

function askedAgency({ agency, expectation, published_at: askedAt, accepted_at: acceptedAt, refused_at: refusedAt, onward_at: onwardAt, ended_at: endedAt }: HolderRow): AskedAgency {
  const left = [refusedAt, onwardAt].flatMap((at) => (at === null ? [] : [{ at: at.toISOString(), because: agency }]));
  return { agency, expectation, askedAt: askedAt.toISOString(), ...(acceptedAt !== null && { acceptedAt: acceptedAt.toISOString() }), left, ...(endedAt !== null && { ended: { at: endedAt.toISOString(), because: agency } }) };
}

describe('the projections', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  it('have the highest rung of each recipient, and when it was first reached', async () => {
    const facts = new ReferralFacts(recorder.topics);
    await record(intake, messagesOf(facts));
    const { rows } = await query<Record<string, unknown>>(
      app,
      `SELECT agency, hop, highest_rung, answered, awaiting_since, opened_at, decided_at, (latest_decision).code AS decision,
         (redirected).detail AS redirected_to, (onward).code AS onward FROM recipient_projection WHERE referral_id = $1 ORDER BY agency`,
      [facts.referralId],
    );
    const at = (minutes: number): Date => new Date(facts.at(minutes));
    const none = { awaiting_since: null, opened_at: null, decided_at: null, decision: null, redirected_to: null, onward: null };
    expect(rows).toEqual([
      { ...none, agency: SCHOOL, hop: 1, highest_rung: 'published', answered: false, awaiting_since: at(0) },
      { ...none, agency: NORTHMOOR, hop: 2, highest_rung: 'fed_back', answered: true, opened_at: at(20), decided_at: at(50), decision: 'section-47-enquiry' },
      { ...none, agency: CSC, hop: 1, highest_rung: 'redirected', answered: false, opened_at: at(4), redirected_to: NORTHMOOR, onward: 'forwarded' },
      { ...none, agency: ICB, hop: 1, highest_rung: 'delivered', answered: false, awaiting_since: at(0) },
    ]);
  });

  it('are the same for facts and statements in any order, in any batches, with any repetition', async () => {
    const messages = placed(messagesOf(new ReferralFacts(recorder.topics)));
    await recorder.empty();
    await record(intake, messages);
    const expected = [await projections(app), await verdicts(app)];
    const arrivals = fc.tuple(
      fc.shuffledSubarray([...messages], { minLength: messages.length }),
      fc.array(fc.integer({ min: 0, max: messages.length - 1 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async ([order, repeats, batch]) => {
        await recorder.empty();
        const all = [...order, ...repeats.flatMap((index) => messages[index] ?? [])];
        for (let start = 0; start < all.length; start += batch) await record(intake, all.slice(start, start + batch));
        expect([await projections(app), await verdicts(app)]).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  }, 20_000);

  it('fold the rungs that count as the rest of the exchange does', async () => {
    const rung = fc.record({ rung: fc.constantFrom(...RECEIPT_RUNGS), minutes: fc.integer({ min: 1, max: 4 }) });
    // Most orders of rungs climb no ladder, so a path up the ladder is among them.
    const path = fc.record({ answer: fc.constantFrom('accepted' as const, 'refused' as const, 'redirected' as const), minutes: fc.integer({ min: 1, max: 4 }) })
      .map(({ answer, minutes }) => [{ rung: 'opened' as const, minutes: 1 }, { rung: answer, minutes }]);
    const walk = fc.tuple(fc.array(rung, { maxLength: 3 }), fc.oneof(path, fc.constant([])), fc.array(rung, { maxLength: 5 })).map((parts) => parts.flat());
    const reachedWays = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(walk, fc.boolean(), async (reached, isNamed) => {
        const facts = new ReferralFacts(recorder.topics);
        const receipts = reached.map(({ rung: stated, minutes }) => facts.receipt(CSC, stated, minutes));
        await record(intake, isNamed ? [facts.published([CSC]), ...receipts] : receipts);
        const taken = await query<{ rung: Rung; at: Date }>(
          app, `SELECT data ->> 'rung' AS rung, counts_at AS at FROM statement WHERE referral_id = $1 AND verdict = 'taken' AND effect = 'new'`, [facts.referralId],
        );
        const { rows } = await query<{ highest_rung: string; answered: boolean }>(app, 'SELECT highest_rung, answered FROM recipient_projection WHERE referral_id = $1', [facts.referralId]);
        if (!isNamed) {
          expect([taken.rows, rows]).toEqual([[], []]);
          return;
        }
        const ladder = foldRungs([{ rung: 'published', at: facts.at(0) }, ...taken.rows.map(({ rung: stated, at }) => ({ rung: stated, at: at.toISOString() }))]);
        expect(rows).toEqual([{ highest_rung: ladder.highest, answered: ladder.answered }]);
        reachedWays.add(ladder.highest);
      }),
      { numRuns: 60 },
    );
    expect(reachedWays.size).toBeGreaterThan(4);
  }, 20_000);

  it('have since when no agency has the child, as the rest of the exchange works it out, in any order of recording', async () => {
    const minutes = fc.integer({ min: 4, max: 9 });
    const answers = fc.record({ hub: fc.array(fc.tuple(fc.constantFrom('refused' as const, 'redirected' as const, 'accepted' as const), minutes), { maxLength: 3 }), outcome: fc.constantFrom('forwarded', 'declined', 'none'), next: fc.option(fc.constantFrom('refused' as const, 'accepted' as const)), isWithdrawn: fc.boolean(), takesNote: fc.boolean(), ends: fc.array(fc.tuple(fc.constantFrom(CSC, NORTHMOOR, SCHOOL), fc.option(fc.integer({ min: -5, max: 15 }))), { maxLength: 3 }) });
    const states = new Set<string>();
    await fc.assert(fc.asyncProperty(answers, fc.integer(), async ({ hub, outcome, next, isWithdrawn, takesNote, ends }, seed) => {
      const facts = new ReferralFacts(recorder.topics);
      const changes = new ChangeFacts(recorder.topics, facts);
      const because = newId();
      const messages = [
        facts.published([CSC]), changes.recipientAdded(SCHOOL, 1), facts.receipt(CSC, 'opened', 2), facts.receipt(SCHOOL, 'opened', 2, { hop: 2 }),
        ...(takesNote ? [facts.receipt(SCHOOL, 'accepted', 3, { hop: 2 })] : []),
        ...hub.map(([rung, minute], index) => facts.receipt(CSC, rung, minute, index === 0 ? { receiptId: because } : {})),
        ...(outcome === 'forwarded' ? [facts.forwarded(CSC, NORTHMOOR, 10, 3, because)] : []), ...(outcome === 'declined' ? [facts.forwardingDeclined(CSC, NORTHMOOR, 10, because)] : []),
        ...(outcome === 'forwarded' && next !== null ? [facts.receipt(NORTHMOOR, 'opened', 11, { hop: 3 }), facts.receipt(NORTHMOOR, next, 12, { hop: 3 })] : []),
        ...ends.map(([agency, minute], index) => facts.agencyEnded(agency, minute, 20 + index)),
        ...(isWithdrawn ? [changes.withdrawal(newId(), [CSC, SCHOOL], 13)] : []),
      ];
      const shuffled = placed(messages).toSorted(byKey(({ value }) => sha256Hex(String(seed), String(value))));
      for (let start = 0; start < shuffled.length; start += 3) await record(intake, shuffled.slice(start, start + 3));
      const { rows } = await query<HolderRow>(app, `SELECT agency, expectation, published_at, accepted_at, refused_at, (onward).at AS onward_at, (ended).ended_at, (withdrawn).at AS withdrawn_at, no_holder_since
        FROM recipient_projection WHERE referral_id = $1 AND published_at IS NOT NULL`, [facts.referralId]);
      const holder = rows.some(({ withdrawn_at: at }) => at !== null) ? null : holderOf(rows.map((row) => askedAgency(row)));
      states.add(holder?.state ?? 'withdrawn');
      for (const { expectation, no_holder_since: since } of rows) {
        expect(since?.toISOString() ?? null).toBe(expectation === 'acknowledge-and-decide' && holder?.state === 'no-holder' ? holder.since : null);
      }
    }), { numRuns: 60 });
    expect([...states].toSorted()).toEqual(['awaiting', 'held', 'no-holder', 'withdrawn']);
  }, 30_000);

  it('count recipients by rung as a count would, without counting', async () => {
    const { rows } = await query(
      app,
      `SELECT agency, measure FROM agency_tally WHERE recipients <> CASE measure
         WHEN 'awaiting' THEN (SELECT count(*) FROM recipient_projection p WHERE p.agency = agency_tally.agency AND awaiting_since IS NOT NULL)
         ELSE (SELECT count(*) FROM recipient_projection p WHERE p.agency = agency_tally.agency AND to_jsonb(p) ->> (measure || '_at') IS NOT NULL) END`,
    );
    expect(rows).toEqual([]);
    expect((await query(app, "SELECT 1 FROM agency_tally WHERE recipients > 0 AND measure IN ('awaiting', 'decided', 'opened')")).count).toBeGreaterThan(4);
  });

  it('can be made again from the log, byte for byte', async () => {
    for (let number = 0; number < 20; number += 1) await record(intake, messagesOf(new ReferralFacts(recorder.topics)).toReversed());
    const incremental = await projections(app);
    await query(app, "UPDATE agency_tally SET recipients = recipients + 7 WHERE measure = 'opened'");
    await query(app, "DELETE FROM referral_projection WHERE referral_id = (SELECT referral_id FROM referral_projection LIMIT 1)");
    expect(await projections(app)).not.toBe(incremental);
    expect(await rebuildProjections(app, { batchSize: 37 })).toBe((await query(app, 'SELECT 1 FROM event')).count);
    expect(await projections(app)).toBe(incremental);
  });

  it('are the same when two recorders work on the same referrals at once, and while a rebuild runs', async () => {
    const referrals = Array.from({ length: 12 }, () => new ReferralFacts(recorder.topics));
    const messages = placed(referrals.flatMap((facts) => messagesOf(facts)));
    const other = recorder.intake(await recorder.open());
    const halves = [messages.filter((_, index) => index % 2 === 0), messages.filter((_, index) => index % 2 === 1).toReversed()] as const;
    await Promise.all([inBatches(intake, halves[0]), inBatches(other, halves[1]), rebuildProjections(app)]);
    const together = await projections(app);
    await rebuildProjections(app);
    expect(await projections(app)).toBe(together);
    const referralIds = referrals.map(({ referralId }) => referralId);
    const judged = await query(app, 'SELECT DISTINCT verdict, effect FROM statement WHERE referral_id = ANY ($1)', [referralIds]);
    expect(judged.rows).toEqual([{ verdict: 'taken', effect: 'new' }]);
    const { rows } = await query(app, `SELECT DISTINCT highest_rung FROM recipient_projection WHERE agency = $1 AND referral_id = ANY ($2)`, [NORTHMOOR, referralIds]);
    expect(rows).toEqual([{ highest_rung: 'fed_back' }]);
  });
});
