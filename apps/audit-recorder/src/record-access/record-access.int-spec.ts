import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AccessRecordedContract, encodeEvent, type AccessRecorded, type OutgoingMessage } from '#libs/contracts';
import type { BatchedIntake } from '#libs/intake';
import { newId } from '#libs/kernel';
import { statement, type Database } from '#libs/persistence';
import { ReferralFacts } from '#libs/testing';

import { rebuildProjections } from '../rebuild-projections/rebuild-projections.js';
import { query, record, startRecorder, type TemporaryRecorder } from '../test-support/temporary-recorder.js';

const CSC = 'northshire-csc';

function access(more: Partial<AccessRecorded> = {}): AccessRecorded {
  return {
    accessId: newId(), at: '2026-05-22T18:04:11.207Z', app: 'agency-node', node: CSC, action: 'inbox.open', kind: 'content', outcome: 'granted', status: 200,
    organisation: CSC, person: 'sw-0142', client: 'northshire-case-management', reason: 'safeguarding', referralIds: [newId()], correlationId: newId(), ...more,
  };
}

describe('the log of access', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let reader: Database;
  let admin: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
    [reader, admin] = [await recorder.open('reader'), await recorder.open('admin')];
  });
  afterAll(() => recorder.remove());

  const message = (data: AccessRecorded, { topic = recorder.topics.access(), id = data.accessId } = {}): OutgoingMessage =>
    encodeEvent(AccessRecordedContract, { topic, key: data.organisation, id, source: '/agency-node', time: data.at, correlationId: data.correlationId, data });
  const logged = async (id: string): Promise<readonly unknown[]> => (await query(admin, 'SELECT record, referral_ids, outcome FROM access_log WHERE access_id = $1', [id])).rows;
  const writing = async (sql: string): Promise<void> => reader.transaction(async (transaction) => {
    await transaction.run(statement('t-read-write', 'SET TRANSACTION READ WRITE'));
    await transaction.run(statement(`t-${newId()}`, sql));
  });

  it('has each record once, however often it comes, apart from the facts that come with it', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const [read, denied] = [access(), access({ outcome: 'denied', status: 404, problem: 'GEN-003', organisation: 'hilltop-school' })];
    const first = await record(intake, [message(read), facts.published([CSC]), message(denied), message(read)]);
    expect(first).toMatchObject({ received: 4, stored: 3, duplicates: 1, quarantined: {} });
    expect(await record(intake, [message(read), message(denied)])).toMatchObject({ stored: 0, duplicates: 2 });
    expect(await logged(read.accessId)).toEqual([{ record: read, referral_ids: read.referralIds, outcome: 'granted' }]);
    expect(await logged(denied.accessId)).toMatchObject([{ outcome: 'denied' }]);
    expect((await query(app, 'SELECT type FROM event')).rows).toEqual([{ type: 'safeguarding.referral.published.v1' }]);
    expect((await query(app, 'SELECT 1 FROM inbox_message')).count).toBe(1);
  });

  it('refuses a record from another topic, and one whose message has another id', async () => {
    const [misplaced, renamed] = [access(), access()];
    const taken = await record(intake, [message(misplaced, { topic: recorder.topics.lifecycle() }), message(renamed, { id: newId() })]);
    expect(taken.quarantined).toEqual({ 'wrong-topic': 1, 'other-id': 1 });
    expect([await logged(misplaced.accessId), await logged(renamed.accessId)]).toEqual([[], []]);
  });

  it('has a record of the portal with the commit that lets the answer go out', async () => {
    const search = access({ app: 'audit-portal', action: 'audit.search-events', kind: 'audit', organisation: 'northshire-inspectorate', person: 'insp-0007' });
    await writing(`INSERT INTO portal_access_record (access_id, at, record) VALUES ('${search.accessId}', '${search.at}', '${JSON.stringify(search)}')`);
    expect(await logged(search.accessId)).toMatchObject([{ record: search }]);
  });

  it('is neither read nor changed by the recorder, and only read by the portal', async () => {
    const kept = access();
    await record(intake, [message(kept)]);
    for (const sql of ['SELECT 1 FROM access_log', 'DELETE FROM access_log', `UPDATE access_log SET organisation = 'x'`, 'TRUNCATE access_log']) {
      await expect(query(app, sql)).rejects.toMatchObject({ code: '42501' });
    }
    for (const sql of ['DELETE FROM access_log', `UPDATE access_log SET organisation = 'x'`, `SELECT log_access('[]')`]) await expect(writing(sql)).rejects.toMatchObject({ code: '42501' });
    for (const sql of ['DELETE FROM access_log', `UPDATE access_log SET organisation = 'x'`, 'TRUNCATE access_log']) await expect(query(admin, sql)).rejects.toMatchObject({ code: '42501' });
    expect((await query(reader, 'SELECT 1 FROM access_log')).count).toBeGreaterThan(0);
  });

  it('stays as it is when the projections are made again', async () => {
    const before = (await query(admin, 'SELECT l::text AS row FROM access_log l ORDER BY access_id')).rows;
    await rebuildProjections(app);
    expect((await query(admin, 'SELECT l::text AS row FROM access_log l ORDER BY access_id')).rows).toEqual(before);
  });
});
