import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  encodeEvent, RedirectDeclinedNoticeContract, ReferralWithdrawnNoticeContract, StatementsJudgedContract, type EventContract, type OutgoingMessage,
  type StatementsJudged,
} from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId, sha256Hex } from '#libs/kernel';
import type { Database } from '#libs/persistence';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { projections, query, record, TemporaryRecorder } from '../test-support/temporary-recorder.js';

const HUB = 'northshire-csc';
const SCHOOL = 'hilltop-school';

describe('the notices of the publisher to agencies', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    recorder = await TemporaryRecorder.create();
    app = await recorder.open();
    intake = recorder.intake(app);
  });
  afterAll(() => recorder.remove());

  const notice = <Data extends object>(contract: EventContract<Data>, data: Data, topic = recorder.topics.notice(HUB)): OutgoingMessage => {
    const { referralId }: { readonly referralId?: string } = data;
    return encodeEvent(contract, {
      topic, key: 'case', id: newId(), source: '/referral-publisher', time: '2026-05-23T10:00:00.000Z', correlationId: newId(), data,
      ...(referralId !== undefined && { subject: referralId }),
    });
  };

  it('are on record with their bytes, so that it can be proved what an agency was notified of, and change no projection', async () => {
    const before = await projections(app);
    const judged = StatementsJudgedContract.examples['waits-for-the-opening'] as StatementsJudged;
    const [waits] = judged.statements;
    const ofTwo = { ...judged, noticeId: newId(), statements: [...judged.statements, ...judged.statements.map((each) => ({ ...each, receiptId: newId(), referralId: newId() }))] };
    const messages = [
      notice(StatementsJudgedContract, judged), notice(StatementsJudgedContract, ofTwo),
      notice(ReferralWithdrawnNoticeContract, ReferralWithdrawnNoticeContract.examples['wrong-child'] as never),
      notice(RedirectDeclinedNoticeContract, RedirectDeclinedNoticeContract.examples['no-agreement'] as never),
    ];
    const summary = await record(intake, [...messages, ...messages]);
    expect(summary).toMatchObject({ stored: 4, duplicates: 4, quarantined: {} });
    const { rows } = await query(app, 'SELECT agency, referral_id, rung, code, reason_code, value_digest FROM event ORDER BY event_id');
    const digests = messages.map(({ value }) => sha256Hex(value ?? Buffer.alloc(0)));
    expect(rows).toEqual([
      { agency: HUB, referral_id: waits?.referralId, rung: null, code: 'accepted-waiting', reason_code: 'opened', value_digest: digests[0] },
      // A notice about several referrals belongs to none of them.
      { agency: HUB, referral_id: null, rung: null, code: 'accepted-waiting', reason_code: 'opened', value_digest: digests[1] },
      { agency: HUB, referral_id: waits?.referralId, rung: null, code: null, reason_code: 'wrong-child', value_digest: digests[2] },
      { agency: HUB, referral_id: waits?.referralId, rung: null, code: null, reason_code: 'no-agreement', value_digest: digests[3] },
    ]);
    expect(await projections(app)).toBe(before);
    await rebuildProjections(app, { batchSize: 2 });
    expect(await projections(app)).toBe(before);
  });

  it('are quarantined on the topic of another agency, and on a topic that agencies write', async () => {
    const [judged] = Object.values(StatementsJudgedContract.examples) as [StatementsJudged];
    const { quarantined } = await record(intake, [
      notice(StatementsJudgedContract, judged, recorder.topics.notice(SCHOOL)), notice(StatementsJudgedContract, judged, recorder.topics.acknowledgement(HUB)),
    ]);
    expect(quarantined).toEqual({ 'agency-contradicts-topic': 2 });
  });
});
