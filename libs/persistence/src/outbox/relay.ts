import { performance } from 'node:perf_hooks';
import type { MessagePublisher } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import type { Logger, Metrics } from '#libs/observability';
import type { Database } from '../database/database.js';
import { isConnectionFailure } from '../database/errors.js';
import { Backoff, type BackoffSettings } from './backoff.js';
import { OutboxSession, type QueuedMessage } from './outbox-session.js';
import { RelayReport, type RelayState } from './relay-report.js';

interface RelayParts {
  readonly database: Database;
  readonly publisher: MessagePublisher;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export interface RelaySettings {
  /** Rows per batch. */
  readonly batchSize?: number;
  /**
   * The least time in milliseconds between the starts of two batches that are not full. A lone message never waits for
   * it. Under load it turns several batches into one; each of them would have its own sends, read and delete.
   */
  readonly paceMs?: number;
  /** Milliseconds between polls for rows without a `wake()`: rows of other processes, and rows left by a restart. */
  readonly pollMs?: number;
  /** Milliseconds between the attempts of another relay to become the owner: the longest gap after the owner dies. */
  readonly takeOverMs?: number;
  readonly backoff?: Partial<BackoffSettings>;
}

const DEFAULTS = { batchSize: 500, paceMs: 40, pollMs: 150, takeOverMs: 500 } as const;
const BACKOFF: BackoffSettings = { firstMs: 200, longestMs: 2_000, poisonMs: 60_000 };
const MEASURE_MS = 2_000;

/**
 * Publishes the outbox: reads rows in order, publishes them in batches, and deletes the rows that Kafka has
 * acknowledged. Each schema has one owner at a time. Every process may run a relay, and another one takes over when the
 * owner's session ends.
 *
 * Order: per topic and key, a message is never sent while an earlier one is unacknowledged. That depends on reading from
 * the first row each time, on one batch in flight, on {@link Backoff}, and on the publisher failing the later messages
 * of a key after a failure.
 *
 * Delivery is at least once: an owner that dies between acknowledgement and delete leaves rows that are sent again.
 */
export class OutboxRelay {
  private readonly database: Database;
  private readonly publisher: MessagePublisher;
  private readonly settings: Required<Omit<RelaySettings, 'backoff'>>;
  private readonly backoffSettings: BackoffSettings;
  private readonly report: RelayReport;
  private backoff: Backoff;
  private session: OutboxSession | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private wakeUp: () => void = () => undefined;
  private awake = false;
  /** Rows that Kafka has acknowledged and that are still in the table. */
  private acknowledged: readonly string[] = [];
  private measuredAt = Number.NEGATIVE_INFINITY;

  constructor({ database, publisher, metrics, logger }: RelayParts, { backoff, ...settings }: RelaySettings = {}) {
    this.database = database;
    this.publisher = publisher;
    this.report = new RelayReport(metrics, logger);
    this.settings = { ...DEFAULTS, ...settings };
    this.backoffSettings = { ...BACKOFF, ...backoff };
    this.backoff = new Backoff(this.backoffSettings);
  }

  /** Begins in the background. Stop the relay before its database closes. */
  start(): void {
    if (this.running !== undefined) return;
    this.stopping = false;
    this.running = this.loop();
  }

  /** Nest calls this when the app is wired. A program without Nest calls {@link start}. */
  onApplicationBootstrap(): void {
    this.start();
  }

  /** Call it after a commit that queued messages, so that they are sent now and not at the next poll. */
  wake(): void {
    // Only the owner can publish. The other relays would ask for the lock at each commit.
    if (this.session?.isOwner !== true) return;
    this.awake = true;
    this.wakeUp();
  }

  /**
   * Finishes the batch in flight, publishes what was committed and announced by {@link wake} since the last read, deletes
   * the delivered rows, and lets another process take over. It makes one attempt: what fails waits for the next owner.
   */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeUp();
    await this.running;
    this.running = undefined;
  }

  state(): RelayState {
    return this.report.state(this.session?.isOwner ?? false);
  }

  private async loop(): Promise<void> {
    while (!this.stopping || this.hasUnreadCommits()) {
      try {
        const began = performance.now();
        const restMs = await this.step();
        this.report.sessionWorks();
        await this.sleep(restMs);
        if (restMs > 0) await this.pause(began + this.settings.paceMs - performance.now());
      } catch (error) {
        this.giveUpOwnership(error);
        await this.sleep(this.settings.takeOverMs);
      }
    }
    await this.closeSession();
  }

  /** A commit may be announced during the pause between two batches, and the relay may be stopped in that pause. */
  private hasUnreadCommits(): boolean {
    return this.awake && this.session?.isOwner === true;
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

  /** Does one turn. @returns the pause before the next turn, in milliseconds. */
  private async step(): Promise<number> {
    const session = (this.session ??= await OutboxSession.open(this.database));
    if (!session.isOwner) {
      if (!(await session.tryOwn())) return this.settings.takeOverMs;
      this.backoff = new Backoff(this.backoffSettings);
      crashPoint('relay.after-own');
      this.report.tookOver(this.database.schema);
    }
    this.awake = false;
    const began = performance.now();
    const rows = await this.markAndRead(session, began);
    const readMs = performance.now() - began;
    const areAll = rows.length < this.settings.batchSize;
    if (areAll) this.backoff.forgetAbsent(rows, began);
    this.report.read(rows);
    if (rows.length > 0) await this.publish(rows, began);
    await this.measure(session, areAll);
    if (!areAll) return 0;
    // Each read scans past the rows that wait at the head. A slow read must not become the server's main work.
    return Math.max(Math.min(this.settings.pollMs, this.untilNextAttempt()), 4 * readMs);
  }

  /** Deletes the rows that the last batch delivered and reads the next rows, in one statement. */
  private async markAndRead(session: OutboxSession, now: number): Promise<readonly QueuedMessage[]> {
    const { acknowledged } = this;
    const read = await session.read(this.settings.batchSize, this.backoff.delayedAt(now), acknowledged);
    this.acknowledged = [];
    if (acknowledged.length > 0) crashPoint('relay.after-mark');
    return read;
  }

  private async publish(rows: readonly QueuedMessage[], began: number): Promise<void> {
    crashPoint('relay.after-read');
    const outcomes = await this.publisher.publish(rows);
    crashPoint('relay.after-send-before-mark');
    this.acknowledged = rows.filter((_, index) => outcomes[index]?.status === 'acknowledged').map(({ seq }) => seq);
    this.backoff.record(rows, outcomes, performance.now());
    this.report.published(rows, outcomes, this.backoff.hasFailures);
    if (this.acknowledged.length > 0) this.report.acknowledged(this.acknowledged.length, performance.now() - began);
  }

  /**
   * Counts waiting rows. A count costs a scan, so it runs every two seconds up to a cap, and not at all when the last
   * read returned all rows.
   */
  private async measure(session: OutboxSession, areAll: boolean): Promise<void> {
    if (areAll && !this.backoff.hasFailures) {
      this.report.measured(0, null);
      return;
    }
    if (performance.now() - this.measuredAt < MEASURE_MS) return;
    const { pending, oldestAgeMs } = await session.measure();
    this.measuredAt = performance.now();
    this.report.measured(pending, oldestAgeMs);
  }

  private untilNextAttempt(): number {
    const now = performance.now();
    return (this.backoff.nextEnd(now) ?? Number.POSITIVE_INFINITY) - now;
  }

  /**
   * Closes the session. After any error the lock may be lost, so the next turn opens a new session and asks for the lock
   * again.
   */
  private giveUpOwnership(error: unknown): void {
    this.report.sessionLost(isConnectionFailure(error) ? 'database-unavailable' : 'relay-failed', error);
    // The next owner of the outbox sends these again, and their receivers recognise them.
    this.acknowledged = [];
    this.session?.discard();
    this.session = undefined;
  }

  /** Pauses without ending at a wake-up, because the pause gathers messages. */
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
