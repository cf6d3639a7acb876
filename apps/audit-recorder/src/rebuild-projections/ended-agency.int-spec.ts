import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  DeadlineBreachedContract, DeadlineCancelledContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineStartedContract, encodeEvent,
  type ClockReference, type EventContract, type OutgoingMessage,
} from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { ReferralFacts } from '#libs/testing';

import { placed, projections, query, record, startRecorder, verdicts, type TemporaryRecorder } from '../test-support/temporary-recorder.js';
import { rebuildProjections } from './rebuild-projections.js';

const [CSC, NORTHMOOR, ICB] = ['northshire-csc', 'northmoor-csc', 'northshire-icb'];
const HOURS = 60;

describe('the record of a council that ends, and of the council that takes its place', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;
  let merged: ReferralFacts;
  let leftBehind: ReferralFacts;
  let inError: ReferralFacts;

  const notice = <Data extends { readonly clock: ClockReference; readonly organisation: string }>(
    contract: EventContract<Data>, example: string, { referralId, caseKey: key, correlationId }: ReferralFacts, clock: Pick<ClockReference, 'id' | 'rule'>, agency: string, more: Partial<Data> = {},
  ): OutgoingMessage => {
    const sample = contract.examples[example] as Data;
    return encodeEvent(contract, {
      topic: recorder.topics.notice(agency), key, id: newId(), source: '/deadline-watch', subject: referralId, time: '2026-05-26T16:00:00.000Z', correlationId,
      data: { ...sample, referralId, agency, organisation: agency, clock: { ...sample.clock, ...clock }, ...more },
    });
  };
  /** Both forms of the record, row for row. */
  const kept = async (): Promise<readonly string[]> => [await projections(app), await verdicts(app)];

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
    [merged, leftBehind, inError] = [new ReferralFacts(recorder.topics), new ReferralFacts(recorder.topics), new ReferralFacts(recorder.topics)];
  });
  afterAll(() => recorder.remove());

  function story(): readonly OutgoingMessage[] {
    const [first, chase, none, second] = [{ id: newId(), rule: 'LA_ACK' }, { id: newId(), rule: 'CHASE' }, { id: newId(), rule: 'NO_HOLDER' }, { id: newId(), rule: 'LA_ACK' }];
    return [
      merged.published([CSC, ICB]), merged.receipt(CSC, 'delivered', 1), merged.receipt(CSC, 'opened', 5), merged.receipt(ICB, 'delivered', 2), merged.receipt(ICB, 'opened', 9),
      notice(DeadlineStartedContract, 'one-working-day', merged, first, CSC), notice(DeadlineBreachedContract, 'at-once', merged, first, CSC),
      notice(DeadlineEscalatedContract, 'to-the-referrer', merged, first, CSC, { organisation: 'northshire-police' }),
      notice(DeadlineStartedContract, 'one-working-day', merged, chase, CSC, { organisation: 'northshire-police' }),
      merged.agencyEnded(CSC, 10 * HOURS, 10 * HOURS, NORTHMOOR),
      notice(DeadlineStartedContract, 'one-working-day', merged, none, CSC, { organisation: 'northshire-police' }),
      notice(DeadlineEscalatedContract, 'to-the-partnership-lead', merged, none, CSC),
      merged.handedOver(CSC, NORTHMOOR, 12 * HOURS),
      notice(DeadlineCancelledContract, 'after-the-breach', merged, first, CSC, { by: 'handed-over', organisation: 'northshire-police' }),
      notice(DeadlineCancelledContract, 'withdrawn', merged, none, CSC, { by: 'another-agency-asked', organisation: 'northshire-police' }),
      notice(DeadlineStartedContract, 'one-working-day', merged, second, NORTHMOOR),
      merged.receipt(NORTHMOOR, 'delivered', 12 * HOURS + 1, { hop: 2 }), merged.receipt(NORTHMOOR, 'opened', 13 * HOURS, { hop: 2 }),
      // The ended council answers from its last day. Its answer counts.
      merged.receipt(CSC, 'refused', 9 * HOURS), merged.receipt(NORTHMOOR, 'accepted', 14 * HOURS, { hop: 2 }),
      notice(DeadlineMetContract, 'in-time', merged, second, NORTHMOOR),
      leftBehind.published([CSC]), leftBehind.receipt(CSC, 'opened', 5), leftBehind.agencyEnded(CSC, 10 * HOURS),
      // A statement of the successor without a copy, and one that contradicts an answer.
      leftBehind.receipt(NORTHMOOR, 'opened', 11 * HOURS, { hop: 2 }), leftBehind.receipt(CSC, 'accepted', 8 * HOURS), leftBehind.receipt(CSC, 'refused', 9 * HOURS),
      inError.published([CSC]), inError.receipt(CSC, 'opened', 5), inError.receipt(CSC, 'refused', 7), inError.agencyEnded(CSC, 10 * HOURS), inError.agencyEnded(CSC, null, 11 * HOURS),
    ];
  }

  it('comes back from its log row for row: verdicts, clocks, calls and the holder of each child', async () => {
    const messages = placed(story());
    for (const message of messages) expect(await record(intake, [message])).toMatchObject({ quarantined: {} });
    const before = await kept();
    const { rows } = await query<{ referral_id: string; agency: string; ended: boolean }>(app, 'SELECT referral_id, agency, (ended).ended_at IS NOT NULL AS ended FROM recipient_projection');
    expect(new Set(rows.filter(({ ended }) => ended).map(({ referral_id: id, agency }) => `${id} ${agency}`))).toEqual(new Set([`${merged.referralId} ${CSC}`, `${leftBehind.referralId} ${CSC}`]));
    const { rows: judged } = await query<{ verdict: string }>(app, 'SELECT DISTINCT verdict FROM statement ORDER BY verdict');
    expect(judged.map(({ verdict }) => verdict)).toEqual(['refused', 'taken', 'waiting']);
    const { rows: clocks } = await query<{ rule: string; by: string | null }>(app, 'SELECT rule, (ended).by AS by FROM clock_projection ORDER BY rule, 2');
    expect(clocks).toEqual([{ rule: 'CHASE', by: null }, { rule: 'LA_ACK', by: 'accepted' }, { rule: 'LA_ACK', by: 'handed-over' }, { rule: 'NO_HOLDER', by: 'another-agency-asked' }]);
    await rebuildProjections(app, { batchSize: 3 });
    expect(await kept()).toEqual(before);

    await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...messages], { minLength: messages.length }), async (shuffled) => {
      await recorder.empty();
      await record(intake, shuffled);
      expect(await kept()).toEqual(before);
      await rebuildProjections(app, { batchSize: 5 });
      expect(await kept()).toEqual(before);
    }), { numRuns: 5 });
  }, 60_000);
});
