import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { IncomingMessage, OutgoingMessage } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { placed, projections, query, record, startRecorder, type TemporaryRecorder, verdicts } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const SCHOOL = 'hilltop-school';

interface Fixture {
  readonly facts: ReferralFacts;
  readonly messages: readonly OutgoingMessage[];
  readonly correction: string;
}

/** A referral that was corrected, graded again, shared further, and finally withdrawn; and the incident behind it. */
function fixture(recorder: TemporaryRecorder): Fixture {
  const facts = new ReferralFacts(recorder.topics);
  const changes = new ChangeFacts(recorder.topics, facts);
  const [correction, regrade, found, withdrawal, incident] = [newId(), newId(), newId(), newId(), newId()];
  const messages = [
    changes.incident(incident, 2_000), facts.published([CSC, SCHOOL]), changes.linked(incident, 2_000), facts.receipt(CSC, 'delivered', 1),
    changes.correction(correction, [CSC, SCHOOL], 10), changes.receipt(correction, 'correction', CSC, 'delivered', 11),
    changes.receipt(correction, 'correction', CSC, 'acknowledged', 15), changes.receipt(correction, 'correction', SCHOOL, 'delivered', 11),
    changes.regrade(regrade, 'amber', [CSC], 20), changes.recipientAdded(ICB, 20), changes.receipt(regrade, 'regrade', CSC, 'delivered', 21),
    changes.found(found, [CSC], 30), ...changes.everythingElse(CSC, 40), changes.withdrawal(withdrawal, [CSC, SCHOOL, ICB], 50),
  ];
  return { facts, messages, correction };
}

describe('what happens after a publication', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  /** A batch is of one topic. */
  async function recordAll(messages: readonly (OutgoingMessage | IncomingMessage)[]): Promise<void> {
    for (const message of messages) expect(await record(intake, [message])).toMatchObject({ quarantined: {} });
  }

  it('is in the log, for every kind, with its author and its subject', async () => {
    const { facts, messages } = fixture(recorder);
    await recordAll(messages);
    const { rows } = await query<{ type: string; code: string | null; actor: string | null; has_id: boolean }>(
      app,
      `SELECT split_part(type, '.', 2) || '.' || split_part(type, '.', 3) AS type, code, actor, change_id IS NOT NULL AS has_id FROM event
       WHERE referral_id = $1 AND type NOT LIKE 'safeguarding.referral.published%' AND type NOT LIKE '%referral.acknowledged%'
         AND NOT (type LIKE '%machine.stated%' AND rung IS NOT NULL) ORDER BY event_id`,
      [facts.referralId],
    );
    expect(rows.every(({ has_id }) => has_id)).toBe(true);
    expect(rows.map(({ type, code, actor }) => [type, code, actor])).toEqual(expect.arrayContaining([
      ['correction.published', 'correction', null], ['machine.stated', 'delivered', null], ['update.acknowledged', 'acknowledged', 'sw-0142'],
      ['risk.regraded', 'amber', 'cc-04'],
      ['missing-episode.recorded', 'found', null], ['sharing.decided-against', null, 'pc-2041'], ['feedback.opened', null, 'pc-2041'],
      ['ethnicity.conflict-raised', 'inexact', null], ['milestone.stated', 'strategy-discussion-held', 'mgr-7'], ['withdrawal.published', 'withdrawal', null],
    ]));
    expect((await query(app, "SELECT 1 FROM event WHERE type LIKE '%incident.notified%' AND referral_id IS NULL AND code = 'domestic-abuse'")).count).toBeGreaterThan(0);
  });

  it('names who disclosed: the person who published and who notified an incident, and the exchange where it linked the two', async () => {
    const { messages } = fixture(recorder);
    await recordAll(messages);
    const { rows } = await query<{ type: string; actor: string | null }>(
      app,
      `SELECT DISTINCT split_part(type, '.', 2) || '.' || split_part(type, '.', 3) AS type, actor FROM event
       WHERE type LIKE 'safeguarding.referral.published%' OR type LIKE 'safeguarding.incident.%' ORDER BY 1`,
    );
    expect(rows).toEqual([
      { type: 'incident.linked', actor: 'referral-publisher' }, { type: 'incident.notified', actor: 'pc-2041' }, { type: 'referral.published', actor: 'pc-2041' },
    ]);
  });

  it('shows who has acknowledged a correction and who has not, and ends what was expected where the referral was withdrawn', async () => {
    const { facts, messages, correction } = fixture(recorder);
    await recordAll(messages.slice(0, -1));
    const awaiting = async (): Promise<readonly unknown[]> =>
      (await query<{ agency: string }>(app, 'SELECT agency FROM recipient_projection WHERE referral_id = $1 AND awaiting_since IS NOT NULL ORDER BY 1', [facts.referralId])).rows;
    expect(await awaiting()).toEqual([{ agency: SCHOOL }, { agency: CSC }, { agency: ICB }]);
    await recordAll(messages.slice(-1));
    expect(await awaiting()).toEqual([]);
    const { rows } = await query(
      app, 'SELECT agency, (acknowledged).detail AS by, awaiting_acknowledgement AS since FROM update_projection WHERE update_id = $1 ORDER BY 1', [correction],
    );
    expect(rows).toEqual([{ agency: SCHOOL, by: null, since: new Date(facts.at(10)) }, { agency: CSC, by: 'sw-0142', since: null }]);
    const added = await query(app, 'SELECT hop, (added).code AS added FROM recipient_projection WHERE referral_id = $1 AND agency = $2', [facts.referralId, ICB]);
    expect(added.rows).toEqual([{ hop: 2, added: 'regraded' }]);
    const { rows: wrong } = await query(
      app, `SELECT agency FROM agency_tally t WHERE measure = 'awaiting' AND recipients <>
        (SELECT count(*) FROM recipient_projection p WHERE p.agency = t.agency AND awaiting_since IS NOT NULL)`,
    );
    expect(wrong).toEqual([]);
  });

  it('is the same in any order of recording, with any repetition', async () => {
    const messages = placed(fixture(recorder).messages);
    await recorder.empty();
    await recordAll(messages);
    const expected = [await projections(app), await verdicts(app)];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...messages], { minLength: messages.length }), async (order) => {
        await recorder.empty();
        for (const message of [...order, ...order.slice(0, 3)]) await record(intake, [message]);
        expect([await projections(app), await verdicts(app)]).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  }, 20_000);

  it('can be made again from the log, byte for byte', async () => {
    for (let number = 0; number < 3; number += 1) await recordAll(fixture(recorder).messages.toReversed());
    const incremental = await projections(app);
    await query(app, 'DELETE FROM update_projection');
    await query(app, "UPDATE grading_projection SET grade = 'blue'");
    expect(await projections(app)).not.toBe(incremental);
    await rebuildProjections(app, { batchSize: 23 });
    expect(await projections(app)).toBe(incremental);
  });

  it('counts no statement of one agency from the topic of another, and keeps it on record', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const changes = new ChangeFacts(recorder.topics, facts);
    const correction = newId();
    const forged = changes.receipt(correction, 'correction', CSC, 'acknowledged', 5, recorder.topics.acknowledgement(SCHOOL));
    await recordAll([facts.published([CSC, SCHOOL]), changes.correction(correction, [CSC, SCHOOL], 4), forged]);
    const { rows } = await query(app, 'SELECT agency, acknowledged FROM update_projection WHERE update_id = $1 ORDER BY 1', [correction]);
    expect(rows).toEqual([{ agency: SCHOOL, acknowledged: null }, { agency: CSC, acknowledged: null }]);
    const judged = await query(app, 'SELECT agency, verdict, code FROM statement WHERE referral_id = $1', [facts.referralId]);
    expect(judged.rows).toEqual([{ agency: SCHOOL, verdict: 'refused', code: 'wrong-agency' }]);
    const logged = await query(app, 'SELECT agency FROM event WHERE referral_id = $1 AND statement_id IS NOT NULL', [facts.referralId]);
    expect(logged.rows).toEqual([{ agency: SCHOOL }]);
  });
});
