import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { IncomingMessage, OutgoingMessage } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId, sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { asIncoming, ChangeFacts, ReferralFacts } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { placed, projections, query, record, startRecorder, type TemporaryRecorder, verdicts } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const SCHOOL = 'hilltop-school';

/** The same message with other fields in its payload, as an ordinary Kafka client can write it. */
function altered<Message extends OutgoingMessage | IncomingMessage>(message: Message, fields: object): Message {
  const data = JSON.parse(message.value?.toString() ?? '') as object;
  return { ...message, value: Buffer.from(JSON.stringify({ ...data, ...fields })) };
}

type Forge = (facts: ReferralFacts, changes: ChangeFacts) => OutgoingMessage | IncomingMessage;

function decided(facts: ReferralFacts): OutgoingMessage {
  return facts.receipt(CSC, 'decided', 5, { decision: 'no-further-action' });
}

describe('the verdicts of the recorder', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  const take = async (messages: readonly (OutgoingMessage | IncomingMessage)[]): Promise<void> => {
    for (const message of messages) expect(await record(intake, [message])).toMatchObject({ quarantined: {} });
  };
  /** Every verdict that was ever given on statements about a referral, the earliest first. */
  const history = async (referralId: string): Promise<readonly (readonly unknown[])[]> => {
    const { rows } = await query<{ rung: string; verdict: string; code: string | null }>(
      app, `SELECT e.rung, v.verdict, v.code FROM verdict v JOIN event e USING (statement_id, kafka_offset) WHERE v.referral_id = $1 ORDER BY verdict_id`, [referralId],
    );
    return rows.map(({ rung, verdict, code }) => [rung, verdict, code]);
  };
  const highestRung = async (referralId: string, agency = CSC): Promise<string | undefined> =>
    (await query<{ highest_rung: string }>(app, 'SELECT highest_rung FROM recipient_projection WHERE referral_id = $1 AND agency = $2', [referralId, agency])).rows[0]?.highest_rung;

  describe('a forged or mistaken receipt is on record and counts nowhere:', () => {
    const forms: readonly (readonly [string, Forge, string, string])[] = [
      ['an invented digest', (facts) => altered(decided(facts), { envelopeDigest: sha256Hex('invented') }), 'refused', 'other-content'],
      ['a message that was never sent', (facts) => altered(decided(facts), { messageId: newId() }), 'waiting', 'copy'],
      ['the copy of another agency', (facts) => altered(facts.receipt(CSC, 'opened', 5), facts.sentCopy(SCHOOL)), 'waiting', 'copy'],
      ['the topic of another agency', (facts) => facts.receipt(CSC, 'accepted', 5, {}, recorder.topics.acknowledgement(SCHOOL)), 'refused', 'wrong-agency'],
      ['another partition', (facts) => {
        const message = asIncoming(facts.receipt(CSC, 'opened', 5));
        return { ...message, partition: message.partition + 1 };
      }, 'refused', 'wrong-partition'],
      ['another hop', (facts) => facts.receipt(CSC, 'opened', 5, { hop: 2 }), 'refused', 'other-hop'],
      ['an acceptance without an opening', (facts) => facts.receipt(CSC, 'accepted', 5), 'waiting', 'opened'],
      ['a decision without acceptance', decided, 'waiting', 'accepted'],
      ['feedback without an answer', (facts) => facts.receipt(CSC, 'fed_back', 5), 'waiting', 'answer'],
      ['a milestone without acceptance', (_, changes) => changes.everythingElse(CSC, 5).at(-1) as OutgoingMessage, 'waiting', 'opened'],
      ['a receipt of a change that the copy does not carry', (facts, changes) =>
        altered(changes.receipt(newId(), 'correction', CSC, 'acknowledged', 5), facts.sentCopy(CSC)), 'refused', 'other-change'],
    ];

    it.each(forms)('%s', async (_, forge, verdict, code) => {
      const facts = new ReferralFacts(recorder.topics);
      await take([facts.published([CSC, SCHOOL])]);
      const before = await projections(app);
      await take([forge(facts, new ChangeFacts(recorder.topics, facts))]);
      expect(await projections(app)).toBe(before);
      const { rows } = await query(
        app, `SELECT s.verdict, s.code, count(v.*)::int AS verdicts, count(e.*)::int AS events FROM statement s JOIN verdict v USING (statement_id, digest)
         JOIN event e ON e.statement_id = s.statement_id AND e.kafka_topic LIKE '%acknowledgement%' || s.agency AND e.kafka_partition = s.partition
         WHERE s.referral_id = $1 GROUP BY 1, 2`, [facts.referralId],
      );
      expect(rows).toEqual([{ verdict, code, verdicts: 1, events: 1 }]);
    });

    it('other content under an id that is used', async () => {
      const facts = new ReferralFacts(recorder.topics);
      const opened = facts.receipt(CSC, 'opened', 5);
      const accepted = facts.receipt(CSC, 'accepted', 6);
      const { receiptId } = JSON.parse(opened.value?.toString() ?? '') as { readonly receiptId: string };
      await take([facts.published([CSC]), opened, altered(accepted, { receiptId })]);
      expect(await highestRung(facts.referralId)).toBe('opened');
      expect((await query(app, 'SELECT code FROM statement WHERE referral_id = $1 ORDER BY kafka_offset', [facts.referralId])).rows).toEqual([{ code: null }, { code: 'id-used' }]);
    });
  });

  it('takes a receipt of the year 2031 with a mark, and counts it from the time when the broker stored it', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const opened = asIncoming(altered(facts.receipt(CSC, 'opened', 5), { occurredAt: '2031-01-01T00:00:00.000Z' }));
    await take([facts.published([CSC]), opened]);
    const { rows } = await query(app, `SELECT p.opened_at, s.marks, e.occurred_at FROM recipient_projection p JOIN statement s USING (referral_id, agency)
      JOIN event e ON e.statement_id = s.statement_id WHERE p.referral_id = $1`, [facts.referralId]);
    expect(rows).toEqual([{
      opened_at: new Date(Number(opened.timestamp)), marks: ['delivery-missing', 'claimed-after-storage'], occurred_at: new Date('2031-01-01T00:00:00Z'),
    }]);
  });

  it('logs a statement once, however often it comes, and every verdict on it', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const [delivered, accepted, opened] = [facts.receipt(CSC, 'delivered', 1), facts.receipt(CSC, 'accepted', 3), facts.receipt(CSC, 'opened', 2)];
    await take([delivered, accepted, delivered, accepted]);
    expect(await highestRung(facts.referralId)).toBeUndefined();
    await take([facts.published([CSC])]);
    expect(await highestRung(facts.referralId)).toBe('delivered');
    expect(await record(intake, [opened, delivered])).toMatchObject({ stored: 1, duplicates: 1 });
    expect(await highestRung(facts.referralId)).toBe('accepted');
    expect(await history(facts.referralId)).toEqual([
      ['delivered', 'waiting', 'copy'], ['accepted', 'waiting', 'copy'], ['delivered', 'taken', null], ['accepted', 'waiting', 'opened'],
      ['accepted', 'taken', null], ['opened', 'taken', null],
    ]);
    expect((await query(app, 'SELECT 1 FROM event WHERE referral_id = $1 AND statement_id IS NOT NULL', [facts.referralId])).count).toBe(3);
  });

  it('takes an answer out of the projections and the counts when an earlier answer surfaces later', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const changes = new ChangeFacts(recorder.topics, facts);
    const correction = newId();
    const messages = placed([
      facts.published([CSC]), changes.correction(correction, [CSC], 1), facts.receipt(CSC, 'opened', 2), facts.receipt(CSC, 'accepted', 3),
      facts.receipt(CSC, 'refused', 4), changes.receipt(correction, 'correction', CSC, 'acknowledged', 5),
    ]);
    const acceptance = messages[3] as IncomingMessage;
    const withoutHolder = async () => (await query(app, 'SELECT 1 FROM recipient_projection WHERE referral_id = $1 AND no_holder_since IS NOT NULL', [facts.referralId])).count;
    await take(messages.filter((message) => message !== acceptance));
    expect([await highestRung(facts.referralId), await withoutHolder()]).toEqual(['refused', 1]);
    await take([acceptance]);
    expect([await highestRung(facts.referralId), await withoutHolder()]).toEqual(['accepted', 0]);
    const { rows } = await query(app, `SELECT refused_at, answered, (acknowledged).detail AS by FROM recipient_projection p JOIN update_projection USING (referral_id, agency)
      WHERE referral_id = $1`, [facts.referralId]);
    expect(rows).toEqual([{ refused_at: null, answered: true, by: 'sw-0142' }]);
    // One transaction gives both verdicts.
    expect(new Set((await history(facts.referralId)).slice(-2))).toEqual(new Set([['accepted', 'taken', null], ['refused', 'refused', 'answered-otherwise']]));
    const { rows: wrong } = await query(app, `SELECT measure FROM agency_tally t WHERE agency = $1 AND measure IN ('accepted', 'refused') AND recipients <>
      (SELECT count(*) FROM recipient_projection p WHERE p.agency = t.agency AND to_jsonb(p) ->> (measure || '_at') IS NOT NULL)`, [CSC]);
    expect(wrong).toEqual([]);
  });

  it('counts a milestone of an agency that has accepted, as a sign of life', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const changes = new ChangeFacts(recorder.topics, facts);
    await take([facts.published([CSC]), facts.receipt(CSC, 'opened', 2), facts.receipt(CSC, 'accepted', 3), ...changes.everythingElse(CSC, 40)]);
    const { rows } = await query(app, 'SELECT last_stated_at FROM recipient_projection WHERE referral_id = $1', [facts.referralId]);
    expect(rows).toEqual([{ last_stated_at: new Date(facts.at(40)) }]);
  });

  it('are the same, and so are the projections, in any order of facts and statements, with repeats, at two recorders at once, and from the log', async () => {
    const messages = placed(everything(recorder));
    await recorder.empty();
    await take(messages);
    const state = async (): Promise<readonly string[]> => [await projections(app), await verdicts(app)];
    const expected = await state();
    expect((await query(app, 'SELECT DISTINCT verdict FROM statement')).count).toBe(4);
    const other = recorder.intake(await recorder.open());
    const arrivals = fc.tuple(
      fc.shuffledSubarray([...messages], { minLength: messages.length }), fc.shuffledSubarray([...messages]), fc.integer({ min: 1, max: 5 }), fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async ([order, repeats, batch, isAtOnce]) => {
        await recorder.empty();
        const all = [...order, ...repeats];
        const half = isAtOnce ? Math.ceil(all.length / 2) : all.length;
        await Promise.all([inBatches(intake, all.slice(0, half), batch), inBatches(other, all.slice(half), batch)]);
        expect(await state()).toEqual(expected);
        const { rows } = await query(app, `SELECT s.statement_id FROM statement s CROSS JOIN LATERAL
          (SELECT * FROM verdict v WHERE v.statement_id = s.statement_id AND v.digest = s.digest AND v.agency = s.agency ORDER BY verdict_id DESC LIMIT 1) v
          WHERE (s.verdict, s.effect, s.code, s.counts_at, s.work_at, s.marks) IS DISTINCT FROM (v.verdict, v.effect, v.code, v.counts_at, v.work_at, v.marks)`);
        expect(rows).toEqual([]);
        expect((await query(app, 'SELECT 1 FROM event WHERE statement_id IS NOT NULL')).count).toBe((await query(app, 'SELECT 1 FROM statement')).count);
        await rebuildProjections(app, { batchSize: 7 });
        expect(await state()).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it.each([
    ['another verdict', "UPDATE statement SET verdict = 'refused', effect = NULL, counts_at = NULL, code = 'other-content' WHERE referral_id = $1 AND verdict = 'taken'"],
    ['another time', "UPDATE statement SET counts_at = counts_at - interval '1 hour' WHERE referral_id = $1 AND verdict = 'taken'"],
  ])('of the log are other ones than the stored %s: the rebuild refuses, and changes nothing', async (_, change) => {
    const facts = new ReferralFacts(recorder.topics);
    await take([facts.published([CSC]), facts.receipt(CSC, 'opened', 2)]);
    const before = await projections(app);
    await query(app, change, [facts.referralId]);
    await expect(rebuildProjections(app)).rejects.toThrow('1 statements have another verdict than the event log gives');
    expect(await projections(app)).toBe(before);
    await recorder.empty();
  });

  it('of a statement that the table alone has: the rebuild refuses', async () => {
    const [facts, unread] = [new ReferralFacts(recorder.topics), new ReferralFacts(recorder.topics)];
    await take([facts.published([CSC]), facts.receipt(CSC, 'opened', 2), unread.unreadable(CSC, 1)]);
    for (const condition of ['referral_id IS NULL', 'referral_id IS NOT NULL']) {
      await query(app, `INSERT INTO statement SELECT (json_populate_record(s, json_build_object('statement_id', gen_random_uuid()))).* FROM statement s WHERE ${condition}`);
      await expect(rebuildProjections(app)).rejects.toThrow('another verdict than the event log gives');
      await recorder.empty();
      await take([facts.published([CSC]), facts.receipt(CSC, 'opened', 2)]);
    }
  });
});

/** Takes every batch, a second time where two recorders stored the same rejection without a referral at once, as Kafka delivers it again. */
async function inBatches(by: BatchedIntake, messages: readonly IncomingMessage[], size: number): Promise<void> {
  for (let start = 0; start < messages.length; start += size) {
    const batch = messages.slice(start, start + size);
    try {
      await record(by, batch);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('stored by another consumer')) throw error;
      await record(by, batch);
    }
  }
}

/** A referral with honest, early, repeated, contradicting and forged statements, a redirect and a correction. */
function everything({ topics }: TemporaryRecorder): readonly OutgoingMessage[] {
  const facts = new ReferralFacts(topics);
  const changes = new ChangeFacts(topics, facts);
  const correction = newId();
  const accepted = facts.receipt(SCHOOL, 'accepted', 9);
  const { receiptId } = JSON.parse(accepted.value?.toString() ?? '') as { readonly receiptId: string };
  return [
    facts.published([CSC, SCHOOL]), facts.receipt(CSC, 'delivered', 1), facts.receipt(CSC, 'opened', 2), facts.receipt(CSC, 'opened', 3, { actor: 'sw-0200' }),
    facts.receipt(CSC, 'refused', 4), facts.receipt(CSC, 'accepted', 5), facts.receipt(CSC, 'decided', 6),
    altered(facts.receipt(CSC, 'fed_back', 7), { envelopeDigest: sha256Hex('invented') }), facts.receipt(SCHOOL, 'accepted', 8, {}, topics.acknowledgement(CSC)),
    facts.receipt(SCHOOL, 'opened', 8), accepted, altered(facts.receipt(SCHOOL, 'decided', 10), { receiptId }), facts.receipt(SCHOOL, 'decided', 11),
    facts.receipt(SCHOOL, 'decided', 12), facts.receipt(SCHOOL, 'decided', 13, { decision: 'section-47-enquiry' }), facts.unreadable(SCHOOL, 2),
    ...changes.everythingElse(SCHOOL, 14), changes.correction(correction, [CSC, SCHOOL], 15), changes.receipt(correction, 'correction', CSC, 'delivered', 16),
    changes.receipt(correction, 'correction', CSC, 'acknowledged', 17), changes.receipt(correction, 'correction', SCHOOL, 'delivered', 17),
    altered(changes.receipt(correction, 'correction', SCHOOL, 'acknowledged', 18), { occurredAt: '2031-01-01T00:00:00.000Z' }),
    facts.forwarded(CSC, 'northmoor-csc', 19), facts.receipt('northmoor-csc', 'opened', 20, { hop: 2 }), facts.receipt('northmoor-csc', 'decided', 21, { hop: 2 }),
    changes.withdrawal(newId(), [SCHOOL], 30),
  ];
}
