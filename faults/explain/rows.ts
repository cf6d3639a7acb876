import type { Client } from 'pg';

import { agencySchema } from '../../harness/environment/plan.js';
import { APP_SCHEMAS } from '../oracle/tables.js';

/** When a message was made, and in which request. */
export interface Origin { readonly at: Date; readonly correlation_id: string | null }
/** A message in an app's quarantine, as a sentence. */
export interface QuarantinePlace { readonly schema: string; readonly text: string }

const time = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'HH24:MI:SS.MS')`;

/** Looks a referral or a message up in the tables of all apps, as superuser. The results are sentences for people. */
export class RowSearch {
  private readonly schemas: readonly string[];

  constructor(
    private readonly client: Client,
    private readonly agencies: readonly string[],
  ) {
    this.schemas = [...agencies.map((agency) => agencySchema(agency)), ...APP_SCHEMAS];
  }

  outboxes(messageId: string): Promise<readonly string[]> {
    return this.texts(this.schemas.map((schema) =>
      `SELECT 'waits in ${schema}, row ' || seq || ' for ' || topic || ', since ' || ${time('created_at')} AS text FROM ${schema}.outbox WHERE message_id = $1`), messageId);
  }

  /** Schemas of the apps that have received the message: by their inbox, and the nodes by their deliveries. */
  async receivers(messageId: string): Promise<ReadonlySet<string>> {
    const inboxes = this.schemas.map((schema) => `SELECT '${schema}' AS text FROM ${schema}.inbox_message WHERE message_id = $1`);
    const deliveries = this.agencies.map((agency) => agencySchema(agency)).map((schema) => `SELECT '${schema}' FROM ${schema}.delivery WHERE message_id = $1`);
    return new Set(await this.texts([...inboxes, ...deliveries], messageId));
  }

  /** Of one message, or of every message that names the referral. */
  quarantines(id: string): Promise<readonly QuarantinePlace[]> {
    return this.all(this.schemas.map((schema) => `
      SELECT '${schema}' AS schema, '${schema}: ' || status || ', code ' || reason_code || ', since ' || ${time('quarantined_at')} || ', from '
        || topic || '/' || partition || ' @' || kafka_offset || ', correlation id ' || coalesce(correlation_id::text, 'unknown') AS text
      FROM ${schema}.quarantine WHERE message_id = $1 OR referral_id = $1`), id);
  }

  /** The publisher's row. */
  referral(referralId: string): Promise<readonly string[]> {
    return this.texts([`SELECT 'accepted ' || ${time('accepted_at')} || ' under key ' || idempotency_key || ', correlation id ' || correlation_id AS text
      FROM referral_publisher.referral WHERE referral_id = $1`], referralId);
  }

  recipients(referralId: string): Promise<readonly string[]> {
    return this.texts([`SELECT agency || ', hop ' || hop || ', message ' || message_id || ', published ' || ${time('published_at')} AS text
      FROM referral_publisher.recipient WHERE referral_id = $1 ORDER BY published_at, agency`], referralId);
  }

  /** The referral's rung, its deliveries and its steps at an agency. */
  atAgency(referralId: string, agency: string): Promise<readonly string[]> {
    const schema = agencySchema(agency);
    return this.texts([
      `SELECT 'referral held, rung ' || rung AS text FROM ${schema}.referral WHERE referral_id = $1`,
      `SELECT 'delivery of message ' || message_id || ' from ' || topic || '/' || partition || ' @' || kafka_offset || ', receipt ' || receipt_id
       FROM ${schema}.delivery WHERE referral_id = $1`,
      `SELECT 'step ' || rung || ', receipt ' || receipt_id FROM ${schema}.step WHERE referral_id = $1`,
    ], referralId);
  }

  /** The statements of agencies at the publisher, with the verdict on each. */
  receipts(referralId: string): Promise<readonly string[]> {
    return this.texts([`SELECT agency || ' ' || coalesce(data ->> 'rung', type) || CASE WHEN data ->> 'updateId' IS NULL THEN '' ELSE ' of a change' END || ', ' || verdict || coalesce(' ' || code, '') AS text
      FROM referral_publisher.statement WHERE referral_id = $1 ORDER BY stored_at, kafka_offset`], referralId);
  }

  /** Events in the order in which the audit stored them. */
  events(referralId: string): Promise<readonly string[]> {
    return this.texts([`SELECT regexp_replace(type, '^safeguarding\\.(referral\\.)?', '') || coalesce(' ' || rung, '') || coalesce(' ' || agency, '') AS text
      FROM audit_recorder.event WHERE referral_id = $1 ORDER BY recorded_at, occurred_at`], referralId);
  }

  /** From the rows of the app that made the message, whether or not the message was sent. */
  origins(messageId: string): Promise<readonly Origin[]> {
    return this.all([
      `SELECT n.published_at AS at, r.correlation_id FROM referral_publisher.recipient n JOIN referral_publisher.referral r USING (referral_id)
       WHERE n.message_id = $1 AND n.hop = 1`,
      'SELECT published_at, NULL FROM referral_publisher.recipient WHERE message_id = $1 AND hop > 1',
      'SELECT raised_at, NULL FROM deadline_watch.notice WHERE message_id = $1',
      ...this.agencies.flatMap((agency) => [
        `SELECT delivered_at, correlation_id FROM ${agencySchema(agency)}.delivery WHERE receipt_id = $1`,
        `SELECT occurred_at, correlation_id FROM ${agencySchema(agency)}.step WHERE receipt_id = $1`,
      ]),
    ], messageId);
  }

  /** Apps that keep an effect under this id, beside the inbox. */
  effects(messageId: string): Promise<readonly string[]> {
    return this.texts([
      "SELECT 'receipt at the publisher' AS text FROM referral_publisher.statement WHERE statement_id = $1",
      "SELECT 'recipient row at the publisher' FROM referral_publisher.recipient WHERE message_id = $1",
      "SELECT 'event in the audit' FROM audit_recorder.event WHERE message_id = $1 OR statement_id = $1",
      "SELECT 'notice of the watch' FROM deadline_watch.notice WHERE message_id = $1",
      ...this.agencies.flatMap((agency) => [
        `SELECT 'delivery at ${agency}' FROM ${agencySchema(agency)}.delivery WHERE message_id = $1 OR receipt_id = $1`,
        `SELECT 'step at ${agency}' FROM ${agencySchema(agency)}.step WHERE receipt_id = $1`,
      ]),
    ], messageId);
  }

  private async texts(selects: readonly string[], id: string): Promise<readonly string[]> {
    return (await this.all<{ text: string }>(selects, id)).map(({ text }) => text);
  }

  private async all<Row extends object>(selects: readonly string[], id: string): Promise<readonly Row[]> {
    return (await this.client.query<Row>(selects.join(' UNION ALL '), [id])).rows;
  }
}
