import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  DeadlineBreachedContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineNotStartedContract, DeadlineStartedContract,
  DeadlineSupersededContract, DeadlineWarnedContract, encodeEvent, type ClockReference, type EventContract, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import type { BatchedIntake } from '#libs/intake';
import type { Database } from '#libs/persistence';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { projections, query, record, startRecorder, type TemporaryRecorder } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';

describe('the events of clocks', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;
  let messages: readonly OutgoingMessage[];

  const deadlineEvent = <Data extends { readonly referralId: string }>(contract: EventContract<Data>, example: string, changes: Partial<Data> = {}, agency = CSC): OutgoingMessage => {
    const data = { ...(contract.examples[example] as Data), agency, ...changes };
    return encodeEvent(contract, {
      topic: recorder.topics.notice(agency), key: 'case', id: newId(), source: '/deadline-watch', subject: data.referralId,
      time: '2026-05-26T16:00:00.000Z', correlationId: newId(), data,
    });
  };

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
    messages = [
      deadlineEvent(DeadlineStartedContract, 'one-working-day'),
      deadlineEvent(DeadlineWarnedContract, 'at-half'),
      deadlineEvent(DeadlineBreachedContract, 'at-once', {}, NORTHMOOR),
      deadlineEvent(DeadlineEscalatedContract, 'to-the-manager', { organisation: NORTHMOOR }, NORTHMOOR),
      deadlineEvent(DeadlineEscalatedContract, 'to-the-referrer', {}, NORTHMOOR),
      deadlineEvent(DeadlineMetContract, 'an-hour-late', { organisation: NORTHMOOR }, NORTHMOOR),
      deadlineEvent(DeadlineStartedContract, 'real-hours'),
      deadlineEvent(DeadlineSupersededContract, 'corrected'),
      deadlineEvent(DeadlineStartedContract, 'from-a-corrected-time'),
      deadlineEvent(DeadlineNotStartedContract, 'calendar-ends-too-early', {}, 'hilltop-school'),
    ];
  });
  afterAll(() => recorder.remove());

  it('keep a breach when an answer counts from before the due time and came after it', async () => {
    const clock = { ...DeadlineMetContract.examples['in-time']?.clock as ClockReference, id: newId() };
    await record(intake, [deadlineEvent(DeadlineBreachedContract, 'at-once', { clock })]);
    await record(intake, [deadlineEvent(DeadlineMetContract, 'stated-after-the-due-time', { clock })]);
    const { rows } = await query(app, `SELECT breached_at, ended_at, (ended).stated_at FROM clock_projection WHERE clock_id = $1`, [clock.id]);
    expect(rows).toEqual([{ breached_at: new Date('2026-05-26T16:00:00Z'), ended_at: new Date('2026-05-26T15:59:00Z'), stated_at: new Date('2026-05-26T16:20:00Z') }]);
    await recorder.empty();
  });

  it('are recorded for ever, with the state of each clock and every call', async () => {
    await record(intake, messages);
    expect((await query(app, 'SELECT 1 FROM event')).count).toBe(messages.length);
    const { rows } = await query(app, `SELECT rule, anchor, agency, (first_holder).agency AS first, due_at, breached_at, (ended).by AS by, ended_at > due_at AS late FROM clock_projection ORDER BY rule, due_at`);
    expect(rows).toEqual([
      { rule: 'LA_ACK', anchor: 'referral-published', agency: NORTHMOOR, first: CSC, due_at: new Date('2026-05-26T16:00:00Z'), breached_at: new Date('2026-05-26T16:00:00Z'), by: 'accepted', late: true },
      { rule: 'RETURN_INTERVIEW', anchor: 'child-returned', agency: CSC, first: CSC, due_at: new Date('2026-05-26T01:40:00Z'), breached_at: null, by: null, late: null },
      { rule: 'RETURN_INTERVIEW', anchor: 'child-returned', agency: CSC, first: CSC, due_at: new Date('2026-05-26T02:10:00Z'), breached_at: null, by: 'anchor-corrected', late: false },
      { rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', agency: 'hilltop-school', first: 'hilltop-school', due_at: null, breached_at: null, by: null, late: null },
    ]);
    const corrected = await query(app, `SELECT s.due_at, s.child_id = c.child_id AND s.episode_id = c.episode_id AS same FROM clock_projection c JOIN clock_projection s ON s.clock_id = c.supersedes`);
    expect(corrected.rows).toEqual([{ due_at: new Date('2026-05-26T02:10:00Z'), same: true }]);
    const calls = await query(app, 'SELECT kind, organisation, role FROM clock_call ORDER BY step');
    expect(calls.rows).toEqual([
      { kind: 'warned', organisation: CSC, role: 'duty-contact' },
      { kind: 'escalated', organisation: NORTHMOOR, role: 'manager' },
      { kind: 'escalated', organisation: 'northshire-police', role: 'referrer' },
    ]);
  });

  it('comes to the same in any order and from the log alone', async () => {
    const expected = await projections(app);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...messages], { minLength: messages.length }), fc.integer({ min: 1, max: 4 }), async (order, batch) => {
        for (const table of ['clock_projection', 'clock_call', 'inbox_message']) await query(app, `DELETE FROM ${table}`);
        for (let first = 0; first < order.length; first += batch) await record(intake, order.slice(first, first + batch));
        expect(await projections(app)).toBe(expected);
      }),
      { numRuns: 20 },
    );
    await query(app, 'UPDATE clock_projection SET breached_at = NULL');
    await rebuildProjections(app, { batchSize: 7 });
    expect(await projections(app)).toBe(expected);
  });

  it('are quarantined on the topic of another agency', async () => {
    const { quarantined } = await record(intake, [{ ...deadlineEvent(DeadlineMetContract, 'in-time'), topic: recorder.topics.notice('hilltop-school') }]);
    expect(quarantined).toEqual({ 'agency-contradicts-topic': 1 });
  });
});
