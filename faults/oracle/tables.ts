import pg from 'pg';

import { agencySchema } from '../environment/plan.js';

export interface ReferralRow { readonly referral_id: string; readonly idempotency_key: string; readonly correlation_id: string }
export interface RecipientRow { readonly referral_id: string; readonly agency: string; readonly hop: number; readonly message_id: string }
export interface ReceiptRow { readonly receipt_id: string; readonly referral_id: string; readonly agency: string; readonly rung: string }
export interface DeliveryRow {
  readonly message_id: string;
  readonly receipt_id: string;
  readonly referral_id: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly delivered_at: Date;
}
export interface StepRow { readonly referral_id: string; readonly receipt_id: string; readonly rung: string }
export interface EventRow {
  readonly message_id: string;
  readonly type: string;
  readonly referral_id: string | null;
  readonly agency: string | null;
  readonly rung: string | null;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
}

export interface NodeTables {
  readonly agency: string;
  readonly held: readonly { readonly referral_id: string }[];
  readonly deliveries: readonly DeliveryRow[];
  readonly steps: readonly StepRow[];
  readonly inbox: ReadonlySet<string>;
}

export interface ClockRow {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule_id: string;
  readonly anchor: string;
  readonly because: string;
  readonly agency: string;
  readonly outcome: string | null;
  /** How many of its warnings, breaches and calls lie before the watch's latest notice, and have no notice. */
  readonly overdue_notices: number;
}
export interface NoticeRow { readonly clock_id: string; readonly name: string; readonly referral_id: string; readonly message_id: string }

export interface WatchTables {
  readonly clocks: readonly ClockRow[];
  readonly notices: readonly NoticeRow[];
}

/** A message that the relay has not sent yet. */
export interface WaitingRow { readonly schema: string; readonly topic: string; readonly message_id: string; readonly referral_id: string | null }

/** The rows of every database of the exchange at one moment. */
export interface Tables {
  readonly referrals: readonly ReferralRow[];
  readonly recipients: readonly RecipientRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly nodes: readonly NodeTables[];
  readonly events: readonly EventRow[];
  readonly watch: WatchTables;
  /** Rows of all outboxes. */
  readonly waiting: readonly WaitingRow[];
  /** Messages in quarantine that were neither replayed nor discarded. */
  readonly quarantined: number;
  /** Maintained counts that differ from counting. */
  readonly wrongCounts: readonly string[];
}

/**
 * An open clock's steps are named by their place. The watch's own clock may be moved, so the notices due are those that lay
 * before its latest notice about anything.
 */
const CLOCKS = `
  SELECT c.clock_id, c.referral_id, c.rule_id, c.anchor, c.because, c.agency, c.outcome,
    CASE WHEN c.outcome IS NOT NULL OR c.due_at IS NULL THEN 0 ELSE (
      SELECT count(*) FROM jsonb_array_elements(c.steps) WITH ORDINALITY AS s (step, place)
      WHERE (s.step->>'at')::timestamptz < (SELECT max(raised_at) FROM deadline_watch.notice)
        AND NOT EXISTS (SELECT 1 FROM deadline_watch.notice n WHERE n.clock_id = c.clock_id AND n.name = 'step-' || s.place)
    ) END::int AS overdue_notices
  FROM deadline_watch.clock c`;

/** Schemas of the apps that are there once, however many agencies there are. */
export const APP_SCHEMAS = ['referral_publisher', 'audit_recorder', 'deadline_watch'] as const;

/** SQL condition on a row of a quarantine: neither replayed nor discarded. */
export const IS_OPEN = 'replayed_at IS NULL AND discarded_at IS NULL';

/**
 * Reads the tables of all apps as superuser, past the product's code. Each schema is read in one snapshot; the apps
 * are not stopped for it, so a row may be ahead of another: only what is wrong while nothing moves any more counts.
 */
export async function readTables(url: string, agencies: readonly string[]): Promise<Tables> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await read(client, agencies);
  } finally {
    await client.end();
  }
}

async function read(client: pg.Client, agencies: readonly string[]): Promise<Tables> {
  const all = async <Row extends object>(text: string): Promise<readonly Row[]> => (await client.query<Row>(text)).rows;
  const count = async (text: string): Promise<number> => Number((await all<{ count: string }>(text))[0]?.count ?? 0);
  const nodes: NodeTables[] = [];
  const wrongCounts: string[] = [];
  for (const agency of agencies) {
    const schema = agencySchema(agency);
    nodes.push({
      agency,
      held: await all(`SELECT referral_id FROM ${schema}.referral`),
      deliveries: await all(`SELECT message_id, receipt_id, referral_id, partition, kafka_offset, delivered_at FROM ${schema}.delivery`),
      steps: await all(`SELECT referral_id, receipt_id, rung FROM ${schema}.step`),
      inbox: new Set((await all<{ message_id: string }>(`SELECT message_id FROM ${schema}.inbox_message`)).map(({ message_id }) => message_id)),
    });
    const wrong = await count(`SELECT count(*) FROM ${schema}.rung_count c
      WHERE c.referrals <> (SELECT count(*) FROM ${schema}.referral r WHERE r.rung = c.rung)`);
    if (wrong > 0) wrongCounts.push(`${wrong} rung counts of ${agency}`);
  }
  const tallies = await count(`SELECT count(*) FROM audit_recorder.agency_tally t WHERE t.measure = 'delivered' AND t.recipients <>
    (SELECT count(*) FROM audit_recorder.recipient_projection p WHERE p.agency = t.agency AND p.delivered_at IS NOT NULL)`);
  if (tallies > 0) wrongCounts.push(`${tallies} tallies of the audit`);
  const schemas = [...agencies.map((agency) => agencySchema(agency)), ...APP_SCHEMAS];
  return {
    referrals: await all('SELECT referral_id, idempotency_key, correlation_id FROM referral_publisher.referral'),
    recipients: await all('SELECT referral_id, agency, hop, message_id FROM referral_publisher.recipient'),
    receipts: await all(`SELECT statement_id AS receipt_id, referral_id, agency, data ->> 'rung' AS rung FROM referral_publisher.statement
      WHERE verdict = 'taken' AND effect = 'new' AND type LIKE 'safeguarding.referral.acknowledged.%'`),
    events: await all(`SELECT message_id, type, referral_id, agency, rung, kafka_topic, kafka_partition, kafka_offset
      FROM audit_recorder.event`),
    watch: { clocks: await all(CLOCKS), notices: await all('SELECT clock_id, name, referral_id, message_id FROM deadline_watch.notice') },
    nodes,
    waiting: await all(schemas.map((schema) =>
      `(SELECT '${schema}' AS schema, topic, message_id, headers->>'ce_subject' AS referral_id FROM ${schema}.outbox ORDER BY seq)`).join(' UNION ALL ')),
    quarantined: await count(`SELECT sum(count)::bigint AS count FROM (${schemas.map((schema) =>
      `SELECT count(*) FROM ${schema}.quarantine WHERE ${IS_OPEN}`).join(' UNION ALL ')}) AS counts`),
    wrongCounts,
  };
}
