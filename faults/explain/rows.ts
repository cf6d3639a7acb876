import type pg from 'pg';

import { agencySchema } from '../environment/plan.js';
import { APP_SCHEMAS } from '../oracle/tables.js';

export interface OutboxPlace { readonly schema: string; readonly seq: string; readonly topic: string; readonly created_at: Date }
export interface QuarantinePlace {
  readonly schema: string;
  readonly status: string;
  readonly reason_code: string;
  readonly topic: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly correlation_id: string | null;
  readonly quarantined_at: Date;
}
/** When a message was made, and in which request. */
export interface Origin { readonly at: Date; readonly correlation_id: string | null }
export interface ReferralAtPublisher { readonly accepted_at: Date; readonly idempotency_key: string; readonly correlation_id: string }
export interface RecipientAtPublisher { readonly agency: string; readonly hop: number; readonly message_id: string; readonly published_at: Date }

/** Looks a referral or a message up in the tables of all apps, as superuser. */
export class RowSearch {
  private readonly schemas: readonly string[];

  constructor(
    private readonly client: pg.Client,
    agencies: readonly string[],
  ) {
    this.schemas = [...agencies.map((agency) => agencySchema(agency)), ...APP_SCHEMAS];
  }

  async outboxes(messageId: string): Promise<readonly OutboxPlace[]> {
    return this.everywhere((schema) => `SELECT '${schema}' AS schema, seq, topic, created_at FROM ${schema}.outbox WHERE message_id = $1`, messageId);
  }

  /** Schemas of the apps whose inbox has the message. */
  async inboxes(messageId: string): Promise<ReadonlySet<string>> {
    const rows = await this.everywhere<{ schema: string }>((schema) => `SELECT '${schema}' AS schema FROM ${schema}.inbox_message WHERE message_id = $1`, messageId);
    return new Set(rows.map(({ schema }) => schema));
  }

  /** Of one message, or of every message that names the referral. */
  async quarantines(id: string): Promise<readonly QuarantinePlace[]> {
    return this.everywhere((schema) => `SELECT '${schema}' AS schema, status, reason_code, topic, partition, kafka_offset, correlation_id, quarantined_at
      FROM ${schema}.quarantine WHERE message_id = $1 OR referral_id = $1`, id);
  }

  async atPublisher(referralId: string): Promise<{ readonly referral: ReferralAtPublisher | undefined; readonly recipients: readonly RecipientAtPublisher[] }> {
    const [referral] = await this.all<ReferralAtPublisher>(
      'SELECT accepted_at, idempotency_key, correlation_id FROM referral_publisher.referral WHERE referral_id = $1', referralId);
    const recipients = await this.all<RecipientAtPublisher>(
      'SELECT agency, hop, message_id, published_at FROM referral_publisher.recipient WHERE referral_id = $1 ORDER BY published_at, agency', referralId);
    return { referral, recipients };
  }

  /** Sentences: the referral's rung, its deliveries and its steps at an agency. */
  async atAgency(referralId: string, agency: string): Promise<readonly string[]> {
    const schema = agencySchema(agency);
    const rows = await this.all<{ text: string }>(`
      SELECT 'referral held, rung ' || rung AS text FROM ${schema}.referral WHERE referral_id = $1
      UNION ALL SELECT 'delivery of message ' || message_id || ' from ' || topic || '/' || partition || ' @' || kafka_offset || ', receipt ' || receipt_id
        FROM ${schema}.delivery WHERE referral_id = $1
      UNION ALL SELECT 'step ' || rung || ', receipt ' || receipt_id FROM ${schema}.step WHERE referral_id = $1`, referralId);
    return rows.length === 0 ? ['no row of this referral'] : rows.map(({ text }) => text);
  }

  /** The statements of agencies at the publisher, with the verdict on each. */
  async receipts(referralId: string): Promise<readonly string[]> {
    return this.texts(`SELECT agency || ' ' || coalesce(data ->> 'rung', type) || ', ' || verdict || coalesce(' ' || code, '') AS text
      FROM referral_publisher.statement WHERE referral_id = $1 ORDER BY stored_at, kafka_offset`, referralId);
  }

  /** Events in the order in which the audit stored them. */
  async events(referralId: string): Promise<readonly string[]> {
    return this.texts(`SELECT regexp_replace(type, '^safeguarding\\.(referral\\.)?', '') || coalesce(' ' || rung, '') || coalesce(' ' || agency, '') AS text
      FROM audit_recorder.event WHERE referral_id = $1 ORDER BY recorded_at, occurred_at`, referralId);
  }

  /** As the rows of the app that made the message have it, whether or not the message went anywhere. */
  async origins(messageId: string, agencies: readonly string[]): Promise<readonly Origin[]> {
    const parts = [
      `SELECT n.published_at AS at, r.correlation_id FROM referral_publisher.recipient n JOIN referral_publisher.referral r USING (referral_id)
       WHERE n.message_id = $1 AND n.hop = 1`,
      'SELECT published_at, NULL FROM referral_publisher.recipient WHERE message_id = $1 AND hop > 1',
      'SELECT raised_at, NULL FROM deadline_watch.notice WHERE message_id = $1',
      ...agencies.flatMap((agency) => [
        `SELECT delivered_at, correlation_id FROM ${agencySchema(agency)}.delivery WHERE receipt_id = $1`,
        `SELECT occurred_at, correlation_id FROM ${agencySchema(agency)}.step WHERE receipt_id = $1`,
      ]),
    ];
    return this.all<Origin>(parts.join(' UNION ALL '), messageId);
  }

  /** Apps that keep an effect under this id, beside the inbox. */
  async effects(messageId: string, agencies: readonly string[]): Promise<readonly string[]> {
    const parts = [
      "SELECT 'receipt at the publisher' AS text FROM referral_publisher.statement WHERE statement_id = $1",
      "SELECT 'recipient row at the publisher' FROM referral_publisher.recipient WHERE message_id = $1",
      "SELECT 'event in the audit' FROM audit_recorder.event WHERE message_id = $1",
      "SELECT 'notice of the watch' FROM deadline_watch.notice WHERE message_id = $1",
      ...agencies.flatMap((agency) => [
        `SELECT 'delivery at ${agency}' FROM ${agencySchema(agency)}.delivery WHERE message_id = $1 OR receipt_id = $1`,
        `SELECT 'step at ${agency}' FROM ${agencySchema(agency)}.step WHERE receipt_id = $1`,
      ]),
    ];
    return this.texts(parts.join(' UNION ALL '), messageId);
  }

  private async everywhere<Row extends object>(query: (schema: string) => string, id: string): Promise<readonly Row[]> {
    return this.all<Row>(this.schemas.map((schema) => `(${query(schema)})`).join(' UNION ALL '), id);
  }

  private async texts(query: string, id: string): Promise<readonly string[]> {
    return (await this.all<{ text: string }>(query, id)).map(({ text }) => text);
  }

  private async all<Row extends object>(query: string, id: string): Promise<readonly Row[]> {
    return (await this.client.query<Row>(query, [id])).rows;
  }
}
