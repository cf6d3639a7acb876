import type { EachBatchPayload, KafkaMessage } from 'kafkajs';

import { crashPoint } from '#libs/kernel';
import { causeCode, type Logger } from '#libs/observability';
import { backOff, bounded, pause, TIMED_OUT } from '../bounded.js';
import { errorName } from '../kafka/errors.js';
import { toIncomingMessage } from '../kafka/incoming-message.js';
import { KafkaJSError } from '../kafka/kafkajs.js';
import { HandlerHung, type Assignment, type BatchHandler, type RetryingPartition } from './message-consumer.js';
import { OffsetCommits } from './offset-commits.js';

interface BatchRunnerOptions {
  /**
   * Messages handed over at once. A fetch is cut into chunks of this size, and each chunk is handled and resolved on its
   * own.
   */
  readonly maxBatch: number;
  readonly heartbeatEveryMs: number;
  /** Milliseconds after which a running handler counts as failed: see {@link HandlerHung}. */
  readonly handlerLimitMs: number;
  readonly retryDelay: { readonly baseMs: number; readonly limitMs: number };
  /** The least time in milliseconds between the starts of two fetches' batches. A partition with a backlog does not pause. */
  readonly paceMs: number;
}

/** Runs a handler over the fetches of kafkajs, chunk by chunk, so that a commit never passes an unhandled message. */
export class BatchRunner {
  private readonly retries = new Map<string, RetryingPartition>();
  private readonly active = new Set<Promise<unknown>>();
  private assigned: ReadonlySet<string> = new Set();
  private offsets = new OffsetCommits();
  private readonly closing = new AbortController();
  lastBatchAt: Date | undefined;

  constructor(
    private readonly handler: BatchHandler,
    private readonly options: BatchRunnerOptions,
    private readonly logger: Logger,
  ) {}

  get busy(): boolean {
    return this.active.size > 0;
  }

  get retrying(): readonly RetryingPartition[] {
    return [...this.retries.values()];
  }

  /** Takes the group's new assignment. Another consumer now retries the partitions that this consumer has lost. */
  joined(assignment: Assignment): void {
    this.assigned = new Set(assignment.flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}/${partition}`)));
    for (const key of this.retries.keys()) if (!this.assigned.has(key)) this.retries.delete(key);
  }

  /** Resolves when no handler is running. */
  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.allSettled(this.active);
  }

  /**
   * kafkajs's `eachBatch`. A handler's error never reaches kafkajs: after a TypeError kafkajs would stop for good, and
   * after any other error it would hold back every other partition. An error of kafkajs's own calls does reach it,
   * because it has to join the group again. That error is always one that kafkajs retries.
   */
  readonly eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    try {
      await this.runChunks(payload);
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('KafkaJS')) throw error;
      throw new KafkaJSError(`committing a batch failed (${errorName(error)})`, { retriable: true });
    }
  };

  /** Ends every pause now, because the consumer is about to leave its group. */
  endPauses(): void {
    this.closing.abort();
  }

  /**
   * Commits the handled messages before the consumer leaves its group. Never throws: uncommitted messages are delivered
   * again.
   */
  async commitHandled(): Promise<void> {
    await this.offsets.flush().catch(() => {});
  }

  /** Clears the offsets of an ended membership. The next owner of a partition gets its uncommitted messages again. */
  leftGroup(): void {
    this.joined([]);
    this.offsets = new OffsetCommits();
  }

  private async runChunks(payload: EachBatchPayload): Promise<void> {
    const { messages } = payload.batch;
    const began = performance.now();
    for (let start = 0; start < messages.length; start += this.options.maxBatch) {
      // Not running: the consumer is closing. Stale: a seek has meanwhile moved the offset of this partition.
      if (!payload.isRunning() || payload.isStale()) return;
      const chunk = messages.slice(start, start + this.options.maxBatch);
      const last = chunk.at(-1);
      if (last === undefined) return;
      if (!(await this.handled(payload, chunk))) return;
      payload.resolveOffset(last.offset);
      crashPoint('consumer.after-resolve-before-commit');
      await this.offsets.resolved(payload);
      await this.heartbeat(payload);
    }
    const restMs = began + this.options.paceMs - performance.now();
    if (restMs > 0 && payload.isRunning() && payload.batch.offsetLag() === '0') await pause(restMs, this.closing.signal);
  }

  /**
   * Sends a heartbeat. Fails when the group is about to reassign its partitions, because the next owner should not begin
   * with handled messages.
   */
  private async heartbeat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      await this.commitHandled();
      throw error;
    }
  }

  /**
   * True when the handler took the chunk. When it threw, the partition pauses and no offset is resolved, so its next
   * fetch begins with the same messages. The other partitions continue.
   */
  private async handled(payload: EachBatchPayload, chunk: readonly KafkaMessage[]): Promise<boolean> {
    const { topic, partition } = payload.batch;
    const key = `${topic}/${partition}`;
    try {
      crashPoint('consumer.before-handler');
      await this.callHandler(payload, chunk);
      this.retries.delete(key);
      return true;
    } catch (error) {
      const attempts = (this.retries.get(key)?.attempts ?? 0) + 1;
      // A handler may fail after its partition has moved to another consumer. That consumer then has the retries.
      if (this.assigned.has(key)) this.retries.set(key, { topic, partition, attempts });
      const delayMs = backOff(attempts, this.options.retryDelay.baseMs, this.options.retryDelay.limitMs);
      setTimeout(payload.pause(), delayMs).unref();
      this.logger.warn('consumer.batch-failed', { topic, partition, attempt: attempts, delayMs, messages: chunk.length, code: causeCode(error) }, error);
      return false;
    }
  }

  private async callHandler(payload: EachBatchPayload, chunk: readonly KafkaMessage[]): Promise<void> {
    const { topic, partition, highWatermark } = payload.batch;
    // A failed heartbeat means a rebalance. The handler may finish, because the next commit or heartbeat reports the
    // rebalance to kafkajs.
    const heartbeats = setInterval(() => void payload.heartbeat().catch(() => {}), this.options.heartbeatEveryMs);
    const messages = chunk.map((message) => toIncomingMessage(topic, partition, message));
    const next = BigInt(chunk.at(-1)?.offset ?? '-1') + 1n;
    const progress = { highWatermark, lag: String(BigInt(highWatermark) - next), heartbeat: () => payload.heartbeat() };
    const call = bounded((async () => this.handler({ topic, partition, messages }, progress))(), this.options.handlerLimitMs);
    this.active.add(call);
    try {
      if ((await call) === TIMED_OUT) throw new HandlerHung();
      this.lastBatchAt = new Date();
    } finally {
      this.active.delete(call);
      clearInterval(heartbeats);
    }
  }
}
