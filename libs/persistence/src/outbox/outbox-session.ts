import type { OutgoingMessage } from '#libs/contracts';
import type { Database } from '../database/database.js';
import type { DedicatedSession } from '../database/session.js';
import { statement } from '../database/statement.js';
import type { Held } from './holds.js';

/** An outbox row on its way out. */
export interface QueuedMessage extends OutgoingMessage {
  readonly seq: string;
  readonly messageId: string;
  /** Since its transaction began, by the database's clock. */
  readonly ageMs: number;
}

const OWN = statement('outbox-own', `SELECT pg_try_advisory_lock(hashtextextended('exchange/outbox-relay/' || $1, 0)) AS own`);
const AGE_MS = '(extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8';
const COLUMNS = `seq, message_id, topic, key, headers, value, ${AGE_MS} AS age_ms`;
const READ = statement(
  'outbox-read',
  `SELECT ${COLUMNS} FROM outbox o
   WHERE topic <> ALL ($2::text[]) AND NOT EXISTS (
     SELECT 1 FROM unnest($3::text[], $4::text[]) AS held(topic, key) WHERE held.topic = o.topic AND held.key = o.key
   )
   ORDER BY seq LIMIT $1`,
);
const READ_ALL = statement('outbox-read-all', `SELECT ${COLUMNS} FROM outbox ORDER BY seq LIMIT $1`);
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
 * that a relay which has lost the lock cannot touch a row any more.
 */
export class OutboxSession {
  /** More waiting rows than this are not counted: the number is for an alarm, and counting all would cost a full scan. */
  static readonly MOST_COUNTED = MOST_COUNTED;
  private owner = false;

  private constructor(
    private readonly session: DedicatedSession,
    private readonly schema: string,
  ) {}

  static async open(database: Database): Promise<OutboxSession> {
    return new OutboxSession(await database.openSession('outbox relay'), database.schema);
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

  /** The oldest rows in order, except those of held topics and keys. */
  async read(limit: number, held: Held): Promise<readonly QueuedMessage[]> {
    const nothingHeld = held.topics.length === 0 && held.keys.length === 0;
    const { rows } = nothingHeld
      ? await this.session.run<Row>(READ_ALL, [limit])
      : await this.session.run<Row>(READ, [limit, held.topics, held.keyTopics, held.keys]);
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
