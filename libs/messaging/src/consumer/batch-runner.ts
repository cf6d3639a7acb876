import type { EachBatchPayload, KafkaMessage } from 'kafkajs';

import { crashPoint } from '#libs/kernel';
import { causeCode, type Logger } from '#libs/observability';
import { backOff, bounded, pause, TIMED_OUT } from '../bounded.js';
import { errorName } from '../kafka/errors.js';
import { toIncomingMessage } from '../kafka/incoming-message.js';
import { KafkaJSError } from '../kafka/kafkajs.js';
import { HandlerHung, type Assignment, type BatchHandler, type RetryingPartition } from './message-consumer.js';
import { OffsetCommits } from './offset-commits.js';

export interface BatchRunnerOptions {
  /** Messages handed over at once; a fetch is cut into chunks of this size, each handled and resolved on its own. */
  readonly maxBatch: number;
  readonly heartbeatEveryMs: number;
  /** A handler that has not returned by then counts as failed: see {@link HandlerHung}. */
  readonly handlerLimitMs: number;
  readonly retryDelay: { readonly baseMs: number; readonly limitMs: number };
  /** The least time between the beginnings of two fetches' batches; a partition with more waiting does not rest. */
  readonly paceMs: number;
}

/** Runs a handler over the fetches of kafkajs, chunk by chunk, so that a commit never passes what was not handled. */
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

  /** The group has shared out its partitions anew. Another consumer now retries the partitions that this one has lost. */
  joined(assignment: Assignment): void {
    this.assigned = new Set(assignment.flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}/${partition}`)));
    for (const key of this.retries.keys()) if (!this.assigned.has(key)) this.retries.delete(key);
  }

  /** Resolves when no handler is running. */
  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.allSettled(this.active);
  }

  /**
   * kafkajs's `eachBatch`. Nothing a handler throws ever reaches kafkajs, which would stop for good on a TypeError and
   * hold back every other partition for anything else. What its own calls throw does (it has to join the group again),
   * but always as an error it retries.
   */
  readonly eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    try {
      await this.runChunks(payload);
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('KafkaJS')) throw error;
      throw new KafkaJSError(`committing a batch failed (${errorName(error)})`, { retriable: true });
    }
  };

  /** Ends every rest now, because the consumer is about to leave its group. */
  endRests(): void {
    this.closing.abort();
  }

  /** Commits what has been handled so far; before the consumer leaves its group. Never throws: what is left comes again. */
  async commitHandled(): Promise<void> {
    await this.offsets.flush().catch(() => {});
  }

  /** What an ended membership has not committed comes again, to the next owner of the partition. */
  leftGroup(): void {
    this.joined([]);
    this.offsets = new OffsetCommits();
  }

  private async runChunks(payload: EachBatchPayload): Promise<void> {
    const { messages } = payload.batch;
    const began = performance.now();
    for (let start = 0; start < messages.length; start += this.options.maxBatch) {
      // Not running: the consumer is closing. Stale: a seek has moved the offset of this partition meanwhile.
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

  /** Fails when the group is about to share out its partitions anew: the next owner should not begin with handled messages. */
  private async heartbeat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      await this.commitHandled();
      throw error;
    }
  }

  /**
   * True when the handler took the chunk. When it threw, the partition pauses and nothing is resolved, so its next fetch
   * begins with the same messages. The other partitions go on.
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
      // A handler may fail after its partition has gone to another consumer, which then has the retries.
      if (this.assigned.has(key)) this.retries.set(key, { topic, partition, attempts });
      const delayMs = backOff(attempts, this.options.retryDelay.baseMs, this.options.retryDelay.limitMs);
      setTimeout(payload.pause(), delayMs).unref();
      this.logger.warn('consumer.batch-failed', { topic, partition, attempt: attempts, delayMs, messages: chunk.length, code: causeCode(error) }, error);
      return false;
    }
  }

  private async callHandler(payload: EachBatchPayload, chunk: readonly KafkaMessage[]): Promise<void> {
    const { topic, partition, highWatermark } = payload.batch;
    // A failed heartbeat means a rebalance. The handler may finish; the commit or heartbeat after it tells kafkajs.
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
