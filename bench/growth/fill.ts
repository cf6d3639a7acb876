import type { Client } from 'pg';

/** Events of one referral in the filled log: its publication, and nine receipts of four agencies. */
const EVENTS_PER_REFERRAL = 10;
/** Small enough that a chunk fits into memory, large enough that PostgreSQL works on sets. */
const REFERRALS_PER_CHUNK = 10_000;

/** Units of the force, each with its share of the referrals: as many as a large force has. */
export const UNITS = 200;

/** The receipts of each referral's agencies, with minutes after the publication. Two of the four have answered. */
const RECEIPTS = `(VALUES
  ('northshire-csc', 'delivered', 1), ('northshire-csc', 'opened', 20), ('northshire-csc', 'accepted', 30), ('northshire-csc', 'decided', 90),
  ('northshire-icb', 'delivered', 1), ('northshire-icb', 'opened', 45), ('northshire-icb', 'accepted', 50),
  ('hilltop-school', 'delivered', 2), ('northshire-probation', 'delivered', 2)) AS receipt (agency, rung, minutes)`;

const TYPE = `CASE WHEN rung = 'delivered' THEN 'safeguarding.machine.stated.v1' ELSE 'safeguarding.referral.acknowledged.v1' END`;
const DATA = `json_build_object('referralId', referral_id, 'agency', agency, 'rung', rung, 'hop', 1, 'topic', 'safeguarding.referral.v1.' || agency,
  'partition', 0, 'offset', '4711', 'receivedAt', at, 'occurredAt', at, 'messageId', message_id, 'envelopeDigest', sha256(referral_id::text::bytea))`;

/**
 * Fills the recorder's tables with events of the days since the month began, so that all are in one partition: the worst
 * case for its indexes. Ids rise with time, as those of the exchange do. 
 */
export async function fillLog(client: Client, schema: string, events: number): Promise<void> {
  await client.query(`SET search_path = "${schema}", public`);
  const { rows: [present] } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM event');
  let missing = Math.ceil((events - (present?.count ?? 0)) / EVENTS_PER_REFERRAL);
  while (missing > 0) {
    await fillChunk(client, Math.min(missing, REFERRALS_PER_CHUNK));
    missing -= REFERRALS_PER_CHUNK;
  }
  await client.query('VACUUM ANALYZE');
}

/** The agency's statement of this rung, or NULL. */
function rung(name: string): string {
  const code = name === 'decided' ? `'strategy-discussion'` : 'NULL';
  return `(array_agg(ROW(s.at, s.message_id, ${code}, NULL)::occurrence) FILTER (WHERE rung = '${name}'))[1]`;
}

async function fillChunk(client: Client, referrals: number): Promise<void> {
  await client.query('BEGIN');
  await client.query(
    `CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS
     SELECT uuidv7(at - now()) AS referral_id, at, uuidv7(at - now()) AS message_id, gen_random_uuid() AS correlation_id
     FROM (SELECT date_trunc('month', now()) + random() * (now() - interval '3 hours' - date_trunc('month', now())) AS at
           FROM generate_series(1, $1)) AS moment ORDER BY at`, [referrals]);
  await client.query(
    `CREATE TEMPORARY TABLE stated ON COMMIT DROP AS
     SELECT referral_id, agency, rung, at + make_interval(mins => minutes) AS at, correlation_id,
       uuidv7(at + make_interval(mins => minutes) - now()) AS message_id
     FROM fresh CROSS JOIN ${RECEIPTS}`);
  await client.query(
    `INSERT INTO event (event_id, recorded_at, message_id, type, referral_id, hop, rung, occurred_at, force, correlation_id,
       kafka_topic, kafka_partition, kafka_offset, value_digest, data)
     SELECT uuidv7(at - now()), at, message_id, 'safeguarding.referral.published.v1', referral_id, 1, 'published', at, 'northshire-police',
       correlation_id, 'safeguarding.lifecycle.v1', 0, 4711, encode(sha256(message_id::text::bytea), 'hex'),
       json_build_object('referralId', referral_id, 'force', 'northshire-police', 'area', 'northshire', 'grade', 'red', 'publishedAt', at)
     FROM fresh`);
  await client.query(
    `INSERT INTO event (event_id, recorded_at, message_id, type, referral_id, agency, hop, rung, occurred_at, actor, correlation_id,
       envelope_digest, kafka_topic, kafka_partition, kafka_offset, value_digest, data)
     SELECT uuidv7(at - now()), at, message_id,
       ${TYPE}, referral_id, agency, 1, rung, at,
       CASE WHEN rung <> 'delivered' THEN 'sw-0142' END, correlation_id, encode(sha256(referral_id::text::bytea), 'hex'),
       'safeguarding.acknowledgement.v1.' || agency, 0, 4711, encode(sha256(message_id::text::bytea), 'hex'), ${DATA}
     FROM stated ORDER BY at`);
  await client.query(
    `INSERT INTO inbox_message (message_id, digest, topic, partition, kafka_offset)
     SELECT message_id, encode(sha256(message_id::text::bytea), 'hex'), 'safeguarding.lifecycle.v1', 0, 4711 FROM fresh
     UNION ALL SELECT message_id, encode(sha256(message_id::text::bytea), 'hex'), 'safeguarding.acknowledgement.v1.' || agency, 0, 4711 FROM stated`);
  await client.query(
    `INSERT INTO referral_projection (referral_id, published, origin, first_event_at, last_event_at)
     SELECT referral_id, ROW(at, message_id, 'northshire-police', 'northshire', 'red', correlation_id)::publication,
       ROW(at, message_id, 'UNIT-' || floor(random() * $1)::int, NULL, NULL)::referral_origin, at, at + interval '90 minutes' FROM fresh`, [UNITS]);
  await client.query(
    `INSERT INTO recipient_projection (referral_id, agency, named, delivered, opened, accepted, decided, first_event_at, last_stated_at)
     SELECT referral_id, agency, ROW(f.at, f.message_id, 1, 'acknowledge-and-decide', NULL)::expectation,
       ${['delivered', 'opened', 'accepted', 'decided'].map(rung).join(', ')}, f.at, max(s.at)
     FROM fresh f JOIN stated s USING (referral_id) GROUP BY referral_id, agency, f.at, f.message_id`);
  await client.query(
    `INSERT INTO sent_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at)
     SELECT DISTINCT referral_id, s.agency, f.message_id, encode(sha256(referral_id::text::bytea), 'hex'), 1, 0, f.at FROM fresh f JOIN stated s USING (referral_id)`);
  await client.query(`INSERT INTO judged_referral (referral_id) SELECT referral_id FROM fresh`);
  await client.query(
    `INSERT INTO statement (agency, partition, statement_id, digest, kafka_offset, entry, referral_id, message_id, correlation_id, type, stored_at,
       data, verdict, effect, counts_at)
     SELECT agency, 0, message_id, encode(sha256(message_id::text::bytea), 'hex'), 4711, 0, referral_id, message_id, correlation_id, ${TYPE}, at,
       ${DATA}, 'taken', 'new', at FROM stated ORDER BY at`);
  await client.query(
    `INSERT INTO verdict (judged_at, agency, partition, kafka_offset, entry, statement_id, digest, message_id, referral_id, verdict, effect, counts_at, marks)
     SELECT at, agency, 0, 4711, 0, message_id, encode(sha256(message_id::text::bytea), 'hex'), message_id, referral_id, 'taken', 'new', at, '{}'
     FROM stated ORDER BY at`);
  await client.query('COMMIT');
}
