import type { OutgoingMessage } from '#libs/contracts';
import type { Database } from '../database/database.js';
import type { DedicatedSession } from '../database/session.js';
import { statement } from '../database/statement.js';
import type { Delayed } from './backoff.js';

/** An outbox row that is being published. */
export interface QueuedMessage extends OutgoingMessage {
  readonly seq: string;
  readonly messageId: string;
  /** Milliseconds since its transaction began, by the database's clock. */
  readonly ageMs: number;
}

/**
 * This session only writes that rows are gone, so it need not wait for the disk. A server that dies may lose its last
 * deletes. Those messages are then sent again and recognised by their receivers, as after the death of a relay.
 */
const NOT_WAITING = statement('outbox-not-waiting', 'SET synchronous_commit = off');
const OWN = statement('outbox-own', `SELECT pg_try_advisory_lock(hashtextextended('exchange/outbox-relay/' || $1, 0)) AS own`);
const AGE_MS = '(extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8';
const COLUMNS = `seq, message_id, topic, key, headers, value, ${AGE_MS} AS age_ms`;
/**
 * Deletes and reads in one round trip. A statement reads the rows that existed when it began, so the read excludes the
 * deleted rows by `seq`.
 */
const GONE = 'WITH gone AS (DELETE FROM outbox WHERE seq = ANY ($2::bigint[]))';
const READ = statement(
  'outbox-read',
  `${GONE} SELECT ${COLUMNS} FROM outbox o
   WHERE seq <> ALL ($2::bigint[]) AND topic <> ALL ($3::text[]) AND NOT EXISTS (
     SELECT 1 FROM unnest($4::text[], $5::text[]) AS delayed(topic, key) WHERE delayed.topic = o.topic AND delayed.key = o.key
   )
   ORDER BY seq LIMIT $1`,
);
const READ_ALL = statement(
  'outbox-read-all',
  `${GONE} SELECT ${COLUMNS} FROM outbox WHERE seq <> ALL ($2::bigint[]) ORDER BY seq LIMIT $1`,
);
const DELETE = statement('outbox-delete', 'DELETE FROM outbox WHERE seq = ANY ($1::bigint[])');
const MOST_COUNTED = 10_000;
const MEASURE = statement(
  'outbox-measure',
  `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM outbox LIMIT ${MOST_COUNTED}) waiting) AS pending,
          (SELECT ${AGE_MS} FROM outbox ORDER BY seq LIMIT 1) AS oldest_age_ms`,
);

interface Row {
  readonly seq: string;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly age_ms: number;
}

/**
 * The one session that may relay this schema's outbox. Reads and deletes run on the connection that holds the lock, so
 * that a relay without the lock cannot touch a row.
 */
export class OutboxSession {
  /**
   * The largest counted number of waiting rows. The number is for an alarm, and counting every row would cost a full
   * scan.
   */
  static readonly MOST_COUNTED = MOST_COUNTED;
  private owner = false;

  private constructor(
    private readonly session: DedicatedSession,
    private readonly schema: string,
  ) {}

  static async open(database: Database): Promise<OutboxSession> {
    const session = await database.openSession('outbox relay');
    try {
      await session.run(NOT_WAITING);
    } catch (error) {
      session.discard();
      throw error;
    }
    return new OutboxSession(session, database.schema);
  }

  get isLost(): boolean {
    return this.session.isLost;
  }

  get isOwner(): boolean {
    return this.owner && !this.session.isLost;
  }

  async tryOwn(): Promise<boolean> {
    const { rows } = await this.session.run<{ own: boolean }>(OWN, [this.schema]);
    this.owner = rows[0]?.own ?? false;
    return this.owner;
  }

  /** Deletes the rows of `acknowledged`. @returns the oldest other rows in order, except those of delayed topics and keys. */
  async read(limit: number, delayed: Delayed, acknowledged: readonly string[]): Promise<readonly QueuedMessage[]> {
    const nothingDelayed = delayed.topics.length === 0 && delayed.keys.length === 0;
    const { rows } = nothingDelayed
      ? await this.session.run<Row>(READ_ALL, [limit, acknowledged])
      : await this.session.run<Row>(READ, [limit, acknowledged, delayed.topics, delayed.keyTopics, delayed.keys]);
    return rows.map(({ seq, message_id: messageId, topic, key, headers, value, age_ms: ageMs }) => ({
      seq,
      messageId,
      topic,
      key,
      headers,
      value,
      ageMs,
    }));
  }

  async delete(seqs: readonly string[]): Promise<void> {
    await this.session.run(DELETE, [seqs]);
  }

  async measure(): Promise<{ readonly pending: number; readonly oldestAgeMs: number | null }> {
    const { rows } = await this.session.run<{ pending: number; oldest_age_ms: number | null }>(MEASURE);
    return { pending: rows[0]?.pending ?? 0, oldestAgeMs: rows[0]?.oldest_age_ms ?? null };
  }

  async close(): Promise<void> {
    await this.session.close();
  }

  discard(): void {
    this.session.discard();
  }
}
