import { performance } from 'node:perf_hooks';
import type { MessagePublisher, PublishOutcome } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import type { Database } from '../database/database.js';
import { isConnectionFailure } from '../database/errors.js';
import { type BackoffSettings, Holds, POISON_REASONS } from './holds.js';
import { OutboxSession, type QueuedMessage } from './outbox-session.js';

export interface RelaySettings {
  /** Rows per batch. */
  readonly batchSize?: number;
  /**
   * The least time between the beginnings of two batches that do not fill up. A message that comes alone never waits for
   * it; under load it makes one batch of what would otherwise be several, each with its sends, its read and its delete.
   */
  readonly paceMs?: number;
  /** How often to look for rows that no `wake()` announced: of other processes, or left by a restart. */
  readonly pollMs?: number;
  /** How often a relay that is not the owner tries to become it: the longest gap when the owner dies. */
  readonly takeOverMs?: number;
  readonly backoff?: Partial<BackoffSettings>;
}

/** What the relay counts; all optional, for a registry of the app's choice. */
export interface RelayMetrics {
  /** `count` rows were acknowledged and deleted, `ms` after the batch had been read. */
  onRelayed?(count: number, ms: number): void;
  /** `count` rows stay for now; `code` is the publisher's reason. */
  onFailed?(count: number, code: string): void;
  /** Rows waiting, as last measured. */
  depth?(rows: number): void;
}

/** Structural, so that any logger fits; fields are ids and codes, never content. */
export interface RelayLogger {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface RelayState {
  /** Whether this process is the one that publishes this schema's outbox. */
  readonly owner: boolean;
  /** Rows waiting, as last measured (capped at {@link OutboxSession.MOST_COUNTED}); null for a relay that is not the owner. */
  readonly pending: number | null;
  /** Age of the oldest waiting row in milliseconds; 0 when there is none, null for a relay that is not the owner. */
  readonly oldestAgeMs: number | null;
  /** Why the last failure happened: a publisher's reason or a database code; cleared by the next full success. */
  readonly lastError: string | null;
}

const DEFAULTS = { batchSize: 500, paceMs: 40, pollMs: 150, takeOverMs: 500 } as const;
const BACKOFF: BackoffSettings = { firstMs: 200, longestMs: 2_000, poisonMs: 60_000 };
const MEASURE_MS = 2_000;

/**
 * Publishes the outbox: reads rows in order, hands them over in batches, deletes what Kafka has acknowledged. One owner
 * per schema at a time; every process may run one, and another takes over when the owner's session ends.
 *
 * Order: per topic and key, a message never goes out while an earlier one is unacknowledged. That rests on reading from
 * the first row each time, one batch in flight, and {@link Holds}; and on the publisher failing the rest of a key once
 * one of its messages has failed. At least once: an owner that dies between acknowledgement and delete leaves rows that
 * are sent again.
 */
export class OutboxRelay {
  private readonly settings: Required<Omit<RelaySettings, 'backoff'>>;
  private readonly backoff: BackoffSettings;
  private holds: Holds;
  private session: OutboxSession | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private wakeUp: () => void = () => undefined;
  private awake = false;
  /** Rows that Kafka has and that are still in the table. */
  private acknowledged: readonly string[] = [];
  private pending = 0;
  private oldestSince: number | undefined;
  private lastError: string | null = null;
  private measuredAt = Number.NEGATIVE_INFINITY;
  private readonly reported = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly publisher: MessagePublisher,
    settings: RelaySettings = {},
    private readonly metrics: RelayMetrics = {},
    private readonly logger?: RelayLogger,
  ) {
    this.settings = {
      batchSize: settings.batchSize ?? DEFAULTS.batchSize,
      paceMs: settings.paceMs ?? DEFAULTS.paceMs,
      pollMs: settings.pollMs ?? DEFAULTS.pollMs,
      takeOverMs: settings.takeOverMs ?? DEFAULTS.takeOverMs,
    };
    this.backoff = { ...BACKOFF, ...settings.backoff };
    this.holds = new Holds(this.backoff);
  }

  /** Begins in the background; the database stops it before it closes. */
  start(): void {
    if (this.running !== undefined) return;
    this.stopping = false;
    this.database.beforeClose(() => this.stop());
    this.running = this.loop();
  }

  /** Nest calls these two; a program without Nest calls start and stop. */
  onApplicationBootstrap(): void {
    this.start();
  }

  /** In the last phase: the receipts of the last batch consumed still go out. */
  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Call after a commit that queued messages: they go out now rather than at the next poll. */
  wake(): void {
    // Only the owner can do something about it; the others would ask for the lock at each commit.
    if (this.session?.isOwner !== true) return;
    this.awake = true;
    this.wakeUp();
  }

  /** Finishes the batch in flight, deletes what it delivered, and lets another process take over. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeUp();
    await this.running;
    this.running = undefined;
  }

  state(): RelayState {
    const owner = this.session?.isOwner ?? false;
    return {
      owner,
      pending: owner ? this.pending : null,
      oldestAgeMs: owner ? Math.max(0, Math.round(performance.now() - (this.oldestSince ?? performance.now()))) : null,
      lastError: this.lastError,
    };
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        const began = performance.now();
        const restMs = await this.step();
        await this.sleep(restMs);
        if (restMs > 0) await this.pause(began + this.settings.paceMs - performance.now());
      } catch (error) {
        this.giveUpOwnership(error);
        await this.sleep(this.settings.takeOverMs);
      }
    }
    await this.closeSession();
  }

  private async closeSession(): Promise<void> {
    try {
      if (this.acknowledged.length > 0 && this.session?.isOwner === true) await this.session.delete(this.acknowledged);
    } catch (error) {
      this.giveUpOwnership(error);
    }
    await this.session?.close();
    this.session = undefined;
  }

  /** One turn. @returns how long to rest before the next one, in milliseconds. */
  private async step(): Promise<number> {
    const session = (this.session ??= await OutboxSession.open(this.database));
    if (!session.isOwner) {
      if (!(await session.tryOwn())) return this.settings.takeOverMs;
      this.holds = new Holds(this.backoff);
      crashPoint('relay.after-own');
      this.logger?.info('outbox relay took over', { schema: this.database.schema });
    }
    this.awake = false;
    const began = performance.now();
    const rows = await this.markAndRead(session, began);
    const readMs = performance.now() - began;
    if (rows.length < this.settings.batchSize) this.holds.forgetAbsent(rows, began);
    this.noteOldest(rows);
    if (rows.length > 0) await this.relay(session, rows, began);
    await this.measure(session, rows.length);
    if (rows.length === this.settings.batchSize) return 0;
    // Held rows at the head are read past each time; a slow read must not become the server's main occupation.
    return Math.max(Math.min(this.settings.pollMs, this.untilNextHoldEnds()), 4 * readMs);
  }

  /** What the last batch delivered is deleted with the question for the next. */
  private async markAndRead(session: OutboxSession, now: number): Promise<readonly QueuedMessage[]> {
    const { acknowledged } = this;
    const read = await session.read(this.settings.batchSize, this.holds.at(now), acknowledged);
    this.acknowledged = [];
    if (acknowledged.length > 0) crashPoint('relay.after-mark');
    return read;
  }

  private async relay(session: OutboxSession, rows: readonly QueuedMessage[], began: number): Promise<void> {
    crashPoint('relay.after-read');
    const outcomes = await this.publisher.publish(rows);
    crashPoint('relay.after-send-before-mark');
    const acknowledged = rows.filter((_, index) => outcomes[index]?.status === 'acknowledged');
    this.holds.settle(rows, outcomes, performance.now());
    this.noteFailures(rows, outcomes);
    if (acknowledged.length === 0) return;
    this.acknowledged = acknowledged.map(({ seq }) => seq);
    this.pending = Math.max(0, this.pending - acknowledged.length);
    this.metrics.onRelayed?.(acknowledged.length, performance.now() - began);
  }

  private noteFailures(rows: readonly QueuedMessage[], outcomes: readonly PublishOutcome[]): void {
    const failures = new Map<string, string[]>();
    for (const [index, { messageId }] of rows.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === 'acknowledged') {
        this.reported.delete(messageId);
        continue;
      }
      const code = outcome?.reason ?? 'no-outcome';
      const ids = failures.get(code);
      if (ids) ids.push(messageId);
      else failures.set(code, [messageId]);
    }
    for (const [code, ids] of failures) {
      this.metrics.onFailed?.(ids.length, code);
      if (POISON_REASONS.has(code)) this.reportPoison(code, ids);
    }
    // 'not-sent' says only that something before it failed; that is what an operator wants to see.
    const cause = [...failures.keys()].find((code) => code !== 'not-sent') ?? (failures.size > 0 ? 'not-sent' : undefined);
    if (cause !== undefined && cause !== this.lastError) {
      this.logger?.warn('outbox rows were not taken and stay', { code: cause, count: failures.get(cause)?.length });
    }
    if (cause !== undefined) this.lastError = cause;
    else if (!this.holds.any) this.lastError = null;
  }

  /** Once per row: it is tried again for as long as it stays, and a log line each time would bury the others. */
  private reportPoison(code: string, ids: readonly string[]): void {
    if (this.reported.size > 10_000) this.reported.clear();
    for (const messageId of ids.filter((id) => !this.reported.has(id)).slice(0, 20)) {
      this.reported.add(messageId);
      this.logger?.warn('outbox row cannot be published as it is', { messageId, code });
    }
  }

  private noteOldest(rows: readonly QueuedMessage[]): void {
    const [first] = rows;
    if (first === undefined && !this.holds.any) this.oldestSince = undefined;
    else if (first !== undefined && this.oldestSince === undefined) this.oldestSince = performance.now() - first.ageMs;
  }

  /** Counting costs a scan: every two seconds, up to a cap, and not at all while what was read was all there is. */
  private async measure(session: OutboxSession, read: number): Promise<void> {
    if (read < this.settings.batchSize && !this.holds.any) {
      this.pending = 0;
      this.oldestSince = undefined;
      this.metrics.depth?.(0);
      return;
    }
    if (performance.now() - this.measuredAt < MEASURE_MS) return;
    const { pending, oldestAgeMs } = await session.measure();
    this.measuredAt = performance.now();
    this.pending = pending;
    this.oldestSince = oldestAgeMs === null ? undefined : this.measuredAt - oldestAgeMs;
    this.metrics.depth?.(pending);
  }

  private untilNextHoldEnds(): number {
    const now = performance.now();
    return (this.holds.nextEnd(now) ?? Number.POSITIVE_INFINITY) - now;
  }

  /** Whatever went wrong, the lock may be gone: the next turn starts with a new session and asks for it again. */
  private giveUpOwnership(error: unknown): void {
    this.lastError = isConnectionFailure(error) ? 'database-unavailable' : 'relay-failed';
    const name = error instanceof Error ? error.name : 'unknown';
    this.logger?.warn('outbox relay lost its session and starts again', { code: this.lastError, errorName: name });
    // Whoever owns the outbox next sends these again; their receivers recognise them.
    this.acknowledged = [];
    this.session?.discard();
    this.session = undefined;
    this.oldestSince = undefined;
  }

  /** Not ended by a wake-up: gathering is what it is for. */
  private async pause(ms: number): Promise<void> {
    if (ms > 0 && !this.stopping) await new Promise((resolve) => setTimeout(resolve, ms));
  }

  private async sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.stopping || this.awake) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wakeUp = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.wakeUp = () => undefined;
  }
}
