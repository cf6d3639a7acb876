import { Pool } from 'pg';
import PgBoss from 'pg-boss';

import type { ReferralMessage } from '../nest-documentation/entities.js';

const AGENCY = process.env['AGENCY_ID'] ?? '';
const connectionString = process.env['DATABASE_URL'] ?? '';
const pool = new Pool({ connectionString, max: 2 });
const boss = new PgBoss({ connectionString, max: 2 });

/** Acknowledgement and audit row of a whole batch in one statement; a job that is run twice is recorded once. */
const RECORD = `
  WITH stored AS (
    INSERT INTO received_referral (message_id, referral_id, agency, content)
    SELECT "messageId", "referralId", $2, content FROM json_to_recordset($1::json) AS r ("messageId" uuid, "referralId" uuid, content jsonb)
    ON CONFLICT DO NOTHING RETURNING referral_id
  ) INSERT INTO audit_event (receipt_id, referral_id, agency, rung, occurred_at) SELECT gen_random_uuid(), referral_id, $2, 'delivered', now() FROM stored`;

await boss.start();
// The shortest polling interval and a batch that one poll never exhausts: the most that pg-boss gives without more workers.
await boss.work<ReferralMessage>(AGENCY, { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (jobs) => {
  await pool.query({ name: 'record', text: RECORD, values: [JSON.stringify(jobs.map(({ data }) => data)), AGENCY] });
});
process.stdout.write('READY\n');
process.once('SIGTERM', () => void boss.stop({ graceful: true, wait: true, timeout: 5_000 }).then(() => pool.end()));
