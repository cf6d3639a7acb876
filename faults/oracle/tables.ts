import { type VerdictDifference, verdictDifferences } from '#libs/testing';

import { withClient } from '../../harness/environment/database.js';
import { agencySchema } from '../../harness/environment/plan.js';

export interface ReferralRow { readonly referral_id: string; readonly idempotency_key: string; readonly correlation_id: string }
export interface RecipientRow { readonly referral_id: string; readonly agency: string; readonly hop: number; readonly message_id: string }
export interface ReceiptRow { readonly receipt_id: string; readonly referral_id: string; readonly agency: string; readonly rung: string }
export interface DeliveryRow {
  readonly agency: string;
  readonly message_id: string;
  readonly receipt_id: string;
  readonly referral_id: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly delivered_at: Date;
}
export interface StepRow { readonly agency: string; readonly referral_id: string; readonly receipt_id: string; readonly rung: string }
export interface EventRow {
  /** Of a statement of an agency its own id, because a batch brings several statements in one message. */
  readonly message_id: string;
  readonly is_statement: boolean;
  readonly type: string;
  readonly referral_id: string | null;
  readonly agency: string | null;
  readonly rung: string | null;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
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

/** A message that the relay has not sent yet. */
export interface WaitingRow { readonly schema: string; readonly topic: string; readonly message_id: string; readonly referral_id: string | null }

/** The rows of every database of the exchange at one moment. */
export type Tables = Awaited<ReturnType<typeof readTables>>;

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
 * Reads the tables of all apps as superuser, past the product's code. The apps are not stopped for it, so one table may be ahead
 * of another: only findings that stay while nothing moves any more count.
 */
export function readTables(url: string, agencies: readonly string[]) {
  return withClient(url, async (client) => {
    const all = async <Row extends object>(text: string): Promise<readonly Row[]> => (await client.query<Row>(text)).rows;
    const count = async (text: string): Promise<number> => Number((await all<{ count: string }>(text))[0]?.count ?? 0);
    const union = <Row extends object>(names: readonly string[], select: (name: string) => string): Promise<readonly Row[]> =>
      all(names.map((name) => `(${select(name)})`).join(' UNION ALL '));
    const ofAgencies = <Row extends object>(columns: string, table: string): Promise<readonly Row[]> =>
      union(agencies, (agency) => `SELECT '${agency}' AS agency, ${columns} FROM ${agencySchema(agency)}.${table}`);
    const schemas = [...agencies.map((agency) => agencySchema(agency)), ...APP_SCHEMAS];
    const rungCounts = await union<{ agency: string; wrong: number }>(agencies, (agency) => `
      SELECT '${agency}' AS agency, count(*)::int AS wrong FROM ${agencySchema(agency)}.rung_count c
      WHERE c.referrals <> (SELECT count(*) FROM ${agencySchema(agency)}.referral r WHERE r.rung = c.rung)`);
    const tallies = await count(`SELECT count(*) FROM audit_recorder.agency_tally t WHERE t.measure = 'delivered' AND t.recipients <>
      (SELECT count(*) FROM audit_recorder.recipient_projection p WHERE p.agency = t.agency AND p.delivered_at IS NOT NULL)`);
    const quarantined = await union<{ count: number }>(schemas, (schema) => `SELECT count(*)::int AS count FROM ${schema}.quarantine WHERE ${IS_OPEN}`);
    return {
      referrals: await all<ReferralRow>('SELECT referral_id, idempotency_key, correlation_id FROM referral_publisher.referral'),
      recipients: await all<RecipientRow>('SELECT referral_id, agency, hop, message_id FROM referral_publisher.recipient'),
      receipts: await all<ReceiptRow>(`SELECT statement_id AS receipt_id, referral_id, agency, data ->> 'rung' AS rung FROM referral_publisher.statement
        WHERE verdict = 'taken' AND effect = 'new' AND (type LIKE 'safeguarding.referral.acknowledged.%'
          OR type LIKE 'safeguarding.machine.stated.%' AND data ->> 'updateId' IS NULL)`),
      /** Referrals that an agency holds, their deliveries, and the steps of practitioners, of all agencies. */
      held: await ofAgencies<{ readonly agency: string; readonly referral_id: string }>('referral_id', 'referral'),
      deliveries: await ofAgencies<DeliveryRow>('message_id, receipt_id, referral_id, partition, kafka_offset, delivered_at', 'delivery'),
      steps: await ofAgencies<StepRow>('referral_id, receipt_id, rung', 'step'),
      events: await all<EventRow>(`SELECT coalesce(statement_id, message_id) AS message_id, statement_id IS NOT NULL AS is_statement, type, referral_id, agency, rung,
        kafka_topic, kafka_partition, kafka_offset FROM audit_recorder.event`),
      clocks: await all<ClockRow>(CLOCKS),
      notices: await all<NoticeRow>('SELECT clock_id, name, referral_id, message_id FROM deadline_watch.notice'),
      /** Rows of all outboxes. */
      waiting: await union<WaitingRow>(schemas, (schema) =>
        `SELECT '${schema}' AS schema, topic, message_id, headers->>'ce_subject' AS referral_id FROM ${schema}.outbox ORDER BY seq`),
      /** Messages in quarantine that were neither replayed nor discarded. */
      quarantined: quarantined.reduce((sum, each) => sum + each.count, 0),
      verdictDifferences: await all<VerdictDifference>(verdictDifferences(agencies.map((agency) => agencySchema(agency)))),
      /** Maintained counts that differ from counting. */
      wrongCounts: [
        ...rungCounts.filter(({ wrong }) => wrong > 0).map(({ agency, wrong }) => `${wrong} rung counts of ${agency}`),
        ...(tallies > 0 ? [`${tallies} tallies of the audit`] : []),
      ],
    };
  });
}
