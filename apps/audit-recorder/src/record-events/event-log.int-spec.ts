import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { sha256Hex } from '#libs/kernel';
import type { BatchedIntake } from '#libs/intake';
import type { Database } from '#libs/persistence';
import { ReferralFacts } from '#libs/testing';

import { ensureLogPartitions, isDefaultPartitionUsed } from '../partitions/log-partitions.js';
import { query, record, startRecorder, type TemporaryRecorder } from '../test-support/temporary-recorder.js';

function changes(table: string): string[] {
  return [`UPDATE ${table} SET agency = 'changed'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`];
}

describe('the event log', () => {
  let recorder: TemporaryRecorder;
  let app: Database;
  let intake: BatchedIntake;

  beforeAll(async () => {
    ({ recorder, app, intake } = await startRecorder());
  });
  afterAll(() => recorder.remove());

  const contents = async (): Promise<string> => {
    const { rows } = await query<{ row: string }>(
      app, `SELECT row FROM (SELECT event_id::text AS id, e::text AS row FROM event AS e UNION ALL SELECT verdict_id::text, v::text FROM verdict AS v) AS r ORDER BY id`,
    );
    return rows.map(({ row }) => row).join('\n');
  };

  it('keeps each message with its bytes, whose digest can be checked against the log itself', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const sent = facts.receipt('northshire-csc', 'refused', 12, { reasonCode: 's16la-more-detrimental' });
    await record(intake, [sent]);
    const { rows } = await query<Record<string, unknown>>(
      app,
      `SELECT data::text AS bytes, value_digest, encode(sha256(convert_to(data::text, 'UTF8')), 'hex') AS digest_of_data, type, agency, rung, hop,
         reason_code, actor, occurred_at, envelope_digest, correlation_id, kafka_topic FROM event WHERE referral_id = $1`,
      [facts.referralId],
    );
    expect(rows).toEqual([
      {
        bytes: sent.value?.toString(), value_digest: sha256Hex(sent.value ?? ''), digest_of_data: sha256Hex(sent.value ?? ''),
        type: 'safeguarding.referral.acknowledged.v1', agency: 'northshire-csc', rung: 'refused', hop: 1,
        reason_code: 's16la-more-detrimental', actor: 'sw-0142', occurred_at: new Date(facts.at(12)),
        envelope_digest: sha256Hex(facts.referralId, 'northshire-csc'), correlation_id: facts.correlationId, kafka_topic: sent.topic,
      },
    ]);
  });

  it('records that an agency could not read a message, although its referral is unknown', async () => {
    const before = await query(app, 'SELECT 1 FROM event WHERE referral_id IS NULL');
    expect(await record(intake, [new ReferralFacts(recorder.topics).unreadable('riverside-school', 1)])).toMatchObject({ stored: 1, quarantined: {} });
    expect((await query(app, 'SELECT 1 FROM event WHERE referral_id IS NULL')).count).toBe(before.count + 1);
  });

  it('counts no statement of one agency from the topic of another, takes no fact from there, and loses nothing beside them', async () => {
    const facts = new ReferralFacts(recorder.topics);
    await record(intake, [facts.published(['northshire-csc', 'hilltop-school'])]);
    const forged = facts.receipt('northshire-csc', 'accepted', 5, {}, recorder.topics.acknowledgement('hilltop-school'));
    const misplaced = { ...facts.published(['northshire-csc']), topic: recorder.topics.acknowledgement('hilltop-school') };
    const genuine = facts.receipt('hilltop-school', 'delivered', 1);
    const elsewhere = facts.receipt('northshire-csc', 'delivered', 1, {}, recorder.topics.lifecycle());
    expect(await record(intake, [forged, misplaced, genuine, elsewhere])).toMatchObject({ stored: 2, quarantined: { 'wrong-topic': 2 } });
    const { rows } = await query(app, 'SELECT agency, highest_rung FROM recipient_projection WHERE referral_id = $1 ORDER BY agency', [facts.referralId]);
    expect(rows).toEqual([{ agency: 'hilltop-school', highest_rung: 'delivered' }, { agency: 'northshire-csc', highest_rung: 'published' }]);
    const logged = await query(app, 'SELECT agency, rung FROM event WHERE referral_id = $1 AND statement_id IS NOT NULL ORDER BY rung', [facts.referralId]);
    expect(logged.rows).toEqual([{ agency: 'hilltop-school', rung: 'accepted' }, { agency: 'hilltop-school', rung: 'delivered' }]);
  });

  it.each(['app', 'reader', 'owner', 'superuser'] as const)('cannot be changed by the %s: every try fails, and the contents are the same', async (who) => {
    const facts = new ReferralFacts(recorder.topics);
    await record(intake, [facts.published(['northshire-csc']), facts.receipt('northshire-csc', 'delivered', 1)]);
    const database = await recorder.open(who === 'app' || who === 'reader' ? who : 'admin');
    const before = await contents();
    expect(before.length).toBeGreaterThan(100);
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    for (const attempt of [...changes('event'), ...changes('verdict'), ...changes(`event_${month}`), ...changes(`verdict_${month}`), 'TRUNCATE event_default', 'TRUNCATE verdict_default', 'DELETE FROM event WHERE false']) {
      const outcome = database.transaction(async (transaction) => {
        if (who === 'owner') await transaction.run({ name: 'become-owner', text: `SET LOCAL ROLE ${recorder.definition.schema}_owner` });
        // A superuser can also become a replica, for which ordinary triggers do not fire.
        if (who === 'superuser') await transaction.run({ name: 'become-replica', text: 'SET LOCAL session_replication_role = replica' });
        await transaction.run({ name: attempt, text: attempt });
      });
      await expect(outcome).rejects.toMatchObject({ code: '42501' });
    }
    expect(await contents()).toBe(before);
  });

  it('lets the portal\'s role read what it needs, and nothing else', async () => {
    const reader = await recorder.open('reader');
    for (const table of ['event', 'statement', 'verdict', 'referral_projection', 'recipient_projection', 'agency_tally']) await query(reader, `SELECT 1 FROM ${table} LIMIT 1`);
    for (const table of ['quarantine', 'inbox_message', 'outbox', 'event_default', 'verdict_default', 'sent_copy', 'judged_referral']) {
      await expect(query(reader, `SELECT 1 FROM ${table} LIMIT 1`)).rejects.toMatchObject({ code: '42501' });
    }
    // The database's transactions are read-only by default, so the manifest of an export says that it writes.
    await reader.transaction(async (transaction) => {
      await transaction.run({ name: 'read-write', text: 'SET TRANSACTION READ WRITE' });
      await transaction.run({ name: 'manifest', text: `INSERT INTO export_manifest (export_id, organisation, manifest) VALUES (gen_random_uuid(), 'northshire-inspectorate', '{}')` });
    });
    for (const attempt of ["UPDATE export_manifest SET organisation = ''", 'DELETE FROM export_manifest']) {
      await expect(query(reader, attempt)).rejects.toMatchObject({ code: '42501' });
      const admin = await recorder.open('admin');
      await expect(query(admin, attempt)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(query(reader, 'SELECT ensure_log_partitions(1)')).rejects.toMatchObject({ code: '42501' });
    await expect(query(reader, "DELETE FROM agency_tally WHERE agency = ''")).rejects.toMatchObject({ code: '42501' });
  });

  it('has partitions made ahead by the recorder, which may create nothing else', async () => {
    // Two months of both logs.
    expect(await ensureLogPartitions(app, 5)).toBe(4);
    expect(await Promise.all([ensureLogPartitions(app, 6), ensureLogPartitions(app, 6)])).toEqual(expect.arrayContaining([2, 0]));
    await expect(ensureLogPartitions(app, 25)).rejects.toMatchObject({ code: '22023' });
    await expect(query(app, 'CREATE TABLE mine (id int)')).rejects.toMatchObject({ code: '42501' });
    const { rows } = await query<{ log: string; partitions: number; guarded: number; rows_always: number; indexes: number }>(
      app,
      `SELECT inhparent::regclass::text AS log, count(*)::int AS partitions,
         count(*) FILTER (WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = i.inhrelid AND g.tgname = 'refuse_truncate' AND g.tgenabled = 'A'))::int AS guarded,
         count(*) FILTER (WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = i.inhrelid AND g.tgname = 'refuse_row_change' AND g.tgenabled = 'A'))::int AS rows_always,
         min((SELECT count(*) FROM pg_index x WHERE x.indrelid = i.inhrelid))::int AS indexes
       FROM pg_inherits i WHERE i.inhparent IN ('event'::regclass, 'verdict'::regclass) GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { log: 'event', partitions: 8, guarded: 8, rows_always: 8, indexes: 9 }, { log: 'verdict', partitions: 8, guarded: 8, rows_always: 8, indexes: 2 },
    ]);
  });

  it('reports a month without a partition, after losing nothing', async () => {
    expect(await isDefaultPartitionUsed(app)).toBe(false);
    await query(app, `INSERT INTO event (event_id, recorded_at, message_id, type, occurred_at, kafka_topic, kafka_partition, kafka_offset, value_digest, data)
      SELECT gen_random_uuid(), now() + interval '3 years', gen_random_uuid(), 'safeguarding.referral.published.v1', now(), 't', 0, 0, '', '{}'`);
    expect(await isDefaultPartitionUsed(app)).toBe(true);
  });
});
