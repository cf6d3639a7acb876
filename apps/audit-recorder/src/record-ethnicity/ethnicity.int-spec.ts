import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { EthnicityMark, IncomingMessage, OutgoingMessage } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { placed, projections, query, record, startRecorder, type TemporaryRecorder, verdicts } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const calledAway: Omit<EthnicityMark, 'childId'> = { stated: 'not-stated', reasonNotStated: 'N1', perceived: 'recorded', conflict: false, defaulted: false };
const stated: Omit<EthnicityMark, 'childId'> = { stated: 'stated', perceived: 'absent', conflict: false, defaulted: false };

/** A unit publishes a referral with the marks of two children, the hub records another ethnicity, and the force corrects it twice. */
function fixture(recorder: TemporaryRecorder): { readonly facts: ReferralFacts; readonly messages: readonly OutgoingMessage[] } {
  const facts = new ReferralFacts(recorder.topics, { unit: 'RESPONSE-2', ethnicity: [calledAway, stated] });
  const changes = new ChangeFacts(recorder.topics, facts);
  const [first, second = ''] = facts.childIds;
  const messages = [
    facts.published([CSC]), facts.receipt(CSC, 'delivered', 1), facts.receipt(CSC, 'opened', 2), facts.receipt(CSC, 'accepted', 3), ...changes.everythingElse(CSC, 20),
    changes.correction(newId(), [CSC], 50, [`/children/${first}/selfDefinedEthnicity/code`, `/children/${first}/selfDefinedEthnicity/reasonNotStated`, '/narrative']),
    changes.correction(newId(), [CSC], 90, [`/children/${first}/selfDefinedEthnicity/code`, `/children/${second}/perceivedEthnicity/code`]),
    changes.correction(newId(), [CSC], 95, ['/narrative']),
  ];
  return { facts, messages };
}

async function recordAll(by: BatchedIntake, messages: readonly (OutgoingMessage | IncomingMessage)[]): Promise<void> {
  for (const message of messages) expect(await record(by, [message])).toMatchObject({ quarantined: {} });
}

describe('how ethnicity was recorded', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  it('is kept with the unit, child by child, and so are conflicts and the corrections of what was stated', async () => {
    const { facts, messages } = fixture(recorder);
    await recordAll(intake, messages);
    const { rows } = await query(
      app,
      `SELECT unit, array_to_json((origin).ethnicity) AS marks, (SELECT json_agg(kind || ' ' || child_id || ' ' || known_by || ' ' || recorded_by) FROM ethnicity_conflict_projection e
         WHERE e.referral_id = p.referral_id) AS conflicts, (SELECT json_agg(child_id ORDER BY corrected_at) FROM ethnicity_correction_projection c
         WHERE c.referral_id = p.referral_id) AS corrections FROM referral_projection p WHERE referral_id = $1`,
      [facts.referralId],
    );
    const none = { reason: null };
    const [first, second] = facts.childIds;
    expect(rows).toEqual([{
      unit: 'RESPONSE-2',
      marks: [{ child_id: first, stated: 'not-stated', reason: 'N1', perceived: 'recorded', conflict: false, defaulted: false }, { child_id: second, ...stated, ...none }],
      conflicts: [`inexact ${first} northshire-police ${CSC}`],
      corrections: [first, first],
    }]);
  });

  it('is the same in any order, in any batches, with any repetition', async () => {
    const messages = placed(fixture(recorder).messages);
    await recorder.empty();
    await recordAll(intake, messages);
    const expected = [await projections(app), await verdicts(app)];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...messages], { minLength: messages.length }), async (order) => {
        await recorder.empty();
        for (const message of [...order, ...order.slice(0, 4)]) await record(intake, [message]);
        expect([await projections(app), await verdicts(app)]).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  }, 20_000);

  it('is the same when two recorders work on it at once, is counted once, and can be made again from the log, byte for byte', async () => {
    const messages = placed(Array.from({ length: 6 }, () => fixture(recorder).messages).flat());
    const other = recorder.intake(await recorder.open());
    // Both recorders get all messages, so each message is already known to one of the two.
    await Promise.all([recordAll(intake, messages), recordAll(other, messages.toReversed())]);
    const together = await projections(app);
    await query(app, "UPDATE ethnicity_conflict_projection SET kind = 'different'");
    await query(app, 'DELETE FROM ethnicity_correction_projection');
    expect(await projections(app)).not.toBe(together);
    await rebuildProjections(app, { batchSize: 17 });
    expect(await projections(app)).toBe(together);
  });

  it('is read by the portal\'s role, and changed by the recorder\'s only', async () => {
    const reader = await recorder.open('reader');
    expect((await query(reader, 'SELECT 1 FROM ethnicity_conflict_projection')).count).toBeGreaterThan(0);
    await expect(query(reader, 'DELETE FROM ethnicity_correction_projection')).rejects.toThrow();
  });
});
