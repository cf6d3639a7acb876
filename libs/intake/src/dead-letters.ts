import { decodeEvent, type IncomingMessage } from '#libs/contracts';
import { crashPoint, isUuid } from '#libs/kernel';
import { isDataError, statement, type Transaction } from '#libs/persistence';
import { CONFLICTING_CONTENT, EFFECT_FAILED } from './arrival.js';
import { appliedOf, type IntakeOptions } from './effects.js';
import { register } from './inbox.js';

type DeadLetterStatus = 'quarantined' | 'replayed' | 'discarded';

/**
 * The fields of a quarantined message that operators see. Its key, headers and value are left out, because they are
 * unchecked.
 */
export interface DeadLetter {
  readonly id: string;
  readonly messageId: string | null;
  readonly referralId: string | null;
  readonly correlationId: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly digest: string;
  readonly bytes: number;
  readonly reasonCode: string;
  readonly reason: string;
  readonly status: DeadLetterStatus;
  readonly quarantinedAt: Date;
  readonly replayedAt: Date | null;
  readonly replayedBy: string | null;
  readonly discardedAt: Date | null;
  readonly discardedBy: string | null;
  readonly discardReason: string | null;
}

export interface DeadLetterFilter {
  readonly status?: DeadLetterStatus;
  readonly topic?: string;
  readonly reasonCode?: string;
  readonly referralId?: string;
}

interface DeadLetterPage {
  /** Newest first. */
  readonly items: readonly DeadLetter[];
  /** Pass as `after` for the next page; absent on the last one. */
  readonly next?: string;
}

type ReplayOutcome =
  | { readonly status: 'replayed' }
  /** The message has taken effect, through an earlier replay or another delivery of the same message. */
  | { readonly status: 'already-replayed' }
  | { readonly status: 'already-discarded' }
  | { readonly status: 'not-found' }
  | { readonly status: 'still-invalid'; readonly code: string; readonly reason: string; readonly pointers: readonly string[] };

interface DiscardOutcome {
  readonly status: 'discarded' | 'already-discarded' | 'already-replayed' | 'not-found';
}

const COLUMNS = `id, message_id AS "messageId", referral_id AS "referralId", correlation_id AS "correlationId",
  topic, partition, kafka_offset AS "offset", digest, bytes, reason_code AS "reasonCode", reason, status,
  quarantined_at AS "quarantinedAt", replayed_at AS "replayedAt", replayed_by AS "replayedBy",
  discarded_at AS "discardedAt", discarded_by AS "discardedBy", discard_reason AS "discardReason"`;

/** Ids are time-ordered, so they give both the order and the key of the pages. */
const LIST = statement(
  'dead-letter-list',
  `SELECT ${COLUMNS} FROM quarantine
   WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR topic = $2) AND ($3::text IS NULL OR reason_code = $3)
     AND ($4::uuid IS NULL OR referral_id = $4) AND ($5::uuid IS NULL OR id < $5)
   ORDER BY id DESC LIMIT $6`,
);
const GET = statement('dead-letter-get', `SELECT ${COLUMNS} FROM quarantine WHERE id = $1`);
const LOCK = statement(
  'dead-letter-lock',
  `SELECT topic, partition, kafka_offset AS "offset", key, headers, value, stored_at, status
   FROM quarantine WHERE id = $1 FOR UPDATE`,
);
const REPLAYED = statement(
  'dead-letter-replayed',
  `UPDATE quarantine SET status = 'replayed', replayed_at = exchange_now(), replayed_by = $2, value = NULL WHERE id = $1`,
);
const DISCARDED = statement(
  'dead-letter-discarded',
  `UPDATE quarantine SET status = 'discarded', discarded_at = exchange_now(), discarded_by = $2, discard_reason = $3, value = NULL
   WHERE id = $1`,
);

interface LockedRow extends Omit<IncomingMessage, 'timestamp'> {
  readonly stored_at: Date;
  readonly status: DeadLetterStatus;
}

const LONGEST_PAGE = 200;

/** Thrown to roll back a replay whose message is still invalid. */
class StillInvalid extends Error {
  readonly outcome: ReplayOutcome;

  constructor(code: string, reason: string, pointers: readonly string[] = []) {
    super(code);
    this.outcome = { status: 'still-invalid', code, reason, pointers };
  }
}

/** Lists the quarantine for operators, replays a message with exactly one effect, or discards it. */
export class DeadLetters {
  constructor(private readonly options: IntakeOptions) {}

  /** @param page `limit` 1 to 200, 50 by default. */
  async list(
    filter: DeadLetterFilter = {},
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<DeadLetterPage> {
    const limit = Math.min(LONGEST_PAGE, Math.max(1, page.limit ?? 50));
    const { status = null, topic = null, reasonCode = null, referralId = null } = filter;
    const ids = [referralId, page.after ?? null];
    if (!ids.every((id) => id === null || isUuid(id))) return { items: [] };
    const values = [status, topic, reasonCode, referralId, page.after ?? null, limit + 1];
    const { rows } = await this.options.database.run<DeadLetter>(LIST, values);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    if (!isUuid(id)) return undefined;
    const { rows } = await this.options.database.run<DeadLetter>(GET, [id]);
    return rows[0];
  }

  /**
   * Reads the stored bytes again and applies their effect. The effect happens once, however often and by however many
   * callers this is called.
   *
   * @param by opaque reference of the person who replays.
   */
  async replay(id: string, by: string): Promise<ReplayOutcome> {
    if (!isUuid(id)) return { status: 'not-found' };
    try {
      const outcome = await this.options.database.transaction(async (transaction) => this.replayIn(transaction, id, by));
      crashPoint('replay.after-commit-before-answer');
      if (outcome.status === 'replayed') this.options.onCommitted?.();
      return outcome;
    } catch (error) {
      if (error instanceof StillInvalid) return error.outcome;
      if (!isDataError(error)) throw error;
      return new StillInvalid(EFFECT_FAILED, 'The data of the event could not be stored.').outcome;
    }
  }

  /** Discards a message: erases its content and keeps its metadata. `reason` is for colleagues and names no person. */
  async discard(id: string, by: string, reason: string): Promise<DiscardOutcome> {
    if (!isUuid(id)) return { status: 'not-found' };
    return this.options.database.transaction(async (transaction) => {
      const { rows } = await transaction.run<LockedRow>(LOCK, [id]);
      const [row] = rows;
      if (row?.status !== 'quarantined') return { status: row === undefined ? 'not-found' : `already-${row.status}` };
      await transaction.run(DISCARDED, [id, by, reason]);
      return { status: 'discarded' };
    });
  }

  private async replayIn(transaction: Transaction, id: string, by: string): Promise<ReplayOutcome> {
    // The row lock makes a second caller wait, so that it sees the first caller's result.
    const { rows } = await transaction.run<LockedRow>(LOCK, [id]);
    const [row] = rows;
    if (row?.status !== 'quarantined') return { status: row === undefined ? 'not-found' : `already-${row.status}` };
    crashPoint('replay.after-lock');
    const { topic, partition, offset, key, headers, value, stored_at: storedAt } = row;
    const message = { topic, partition, offset, key, headers, value, timestamp: String(storedAt.getTime()) };
    const decoded = decodeEvent(message, this.options.accepted);
    if (!decoded.ok) throw new StillInvalid(decoded.error.code, decoded.error.message, decoded.error.pointers);
    const event = decoded.value;
    const isRegistered = this.options.recognisesRepeats?.(event) !== true;
    const { verdicts, now } = await register(transaction, isRegistered ? [event] : []);
    const verdict = isRegistered ? verdicts.get(event.attributes.id) : 'new';
    if (verdict === 'conflicting') {
      throw new StillInvalid(CONFLICTING_CONTENT, 'A message with this id and other content was received before, and is kept.');
    }
    let isNew = verdict === 'new';
    if (isNew) {
      const { refusals: [refusal], repeats } = appliedOf(await this.options.effects.apply(transaction, [event], now));
      if (refusal) throw new StillInvalid(refusal.code, refusal.reason);
      isNew = repeats === 0;
    }
    crashPoint('replay.after-effect-before-mark');
    await transaction.run(REPLAYED, [id, by]);
    crashPoint('replay.before-commit');
    return { status: isNew ? 'replayed' : 'already-replayed' };
  }
}
