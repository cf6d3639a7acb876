import type { IncomingMessage } from '#libs/contracts';

import { backOff, bounded, pause, TIMED_OUT } from '../bounded.js';
import {
  HANDLER_LIMIT_MS, HandlerHung, type BatchHandler, type ConsumerState, type MessageConsumer, type RetryingPartition,
} from '../consumer/message-consumer.js';
import type { ConsumerGroup, GroupMember } from './consumer-group.js';

/** The part of the in-memory broker that a consumer reads from. */
interface ReadableBroker {
  readonly available: boolean;
  partition(topic: string, partition: number): readonly IncomingMessage[];
  partitionCount(topic: string): number;
}

export interface InMemoryConsumerOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly maxBatch?: number;
  readonly partitionsConsumedConcurrently?: number;
  readonly handlerLimitMs?: number;
  readonly retryDelay?: { readonly baseMs: number; readonly limitMs: number };
}

interface Retry extends RetryingPartition {
  readonly dueAt: number;
}

const POLL_MS = 2;

/** A consumer of the in-memory broker, for tests. It gives the same guarantees as the Kafka consumer. */
export class InMemoryConsumer implements MessageConsumer, GroupMember {
  readonly topics: readonly string[];
  private readonly retries = new Map<string, Retry>();
  private loop: Promise<void> | undefined;
  private readonly active = new Set<Promise<void>>();
  private closed = false;
  private lastBatchAt: Date | undefined;

  constructor(
    private readonly broker: ReadableBroker,
    private readonly group: ConsumerGroup,
    private readonly options: InMemoryConsumerOptions,
  ) {
    this.topics = options.topics;
  }

  start(handler: BatchHandler): void {
    if (this.loop !== undefined) throw new Error(`consumer group ${this.options.groupId} was started twice: a bug`);
    if (this.closed) return;
    this.group.join(this);
    this.loop = this.consume(handler);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.loop;
    this.group.leave(this);
  }

  state(): ConsumerState {
    const running = this.loop !== undefined && !this.closed && this.broker.available;
    const status = running ? 'running' : 'disconnected';
    const idle = this.loop === undefined ? 'idle' : status;
    return {
      status: this.closed ? 'closed' : idle,
      running,
      groupId: this.options.groupId,
      assignedPartitions: this.topics.map((topic) => ({ topic, partitions: this.partitionsOf(topic) })),
      retryingPartitions: [...this.retries.values()].filter(({ topic, partition }) => this.group.owns(this, topic, partition)),
      lastBatchAt: this.lastBatchAt,
      lastHeartbeatAt: running ? new Date() : undefined,
      reconnects: 0,
      lastFailure: undefined,
    };
  }

  private async consume(handler: BatchHandler): Promise<void> {
    const limit = this.options.partitionsConsumedConcurrently ?? 1;
    while (!this.closed) {
      for (const topic of this.topics) {
        for (const partition of this.partitionsOf(topic)) {
          while (this.active.size >= limit) await Promise.race(this.active);
          const work: Promise<void> = this.consumePartition(handler, topic, partition).finally(() => this.active.delete(work));
          this.active.add(work);
        }
      }
      await pause(POLL_MS);
    }
    await Promise.all(this.active);
  }

  private async consumePartition(handler: BatchHandler, topic: string, partition: number): Promise<void> {
    if (this.closed || !this.broker.available || !this.group.owns(this, topic, partition)) return;
    const retry = this.retries.get(`${topic}/${partition}`);
    if (retry !== undefined && Date.now() < retry.dueAt) return;
    if (!this.group.take(topic, partition)) return;
    try {
      await this.handleNext(handler, topic, partition);
    } finally {
      this.group.release(topic, partition);
    }
  }

  private async handleNext(handler: BatchHandler, topic: string, partition: number): Promise<void> {
    const log = this.broker.partition(topic, partition);
    const from = this.group.committed(topic, partition) ?? 0;
    const messages = log.slice(from, from + (this.options.maxBatch ?? 500));
    if (messages.length === 0) return;
    const progress = {
      highWatermark: String(log.length),
      lag: String(log.length - from - messages.length),
      heartbeat: () => Promise.resolve(),
    };
    try {
      const call = (async () => handler({ topic, partition, messages }, progress))();
      if ((await bounded(call, this.options.handlerLimitMs ?? HANDLER_LIMIT_MS)) === TIMED_OUT) throw new HandlerHung();
      this.lastBatchAt = new Date();
      this.retries.delete(`${topic}/${partition}`);
      this.group.commit(topic, partition, from + messages.length);
    } catch {
      const attempts = (this.retries.get(`${topic}/${partition}`)?.attempts ?? 0) + 1;
      const { baseMs, limitMs } = this.options.retryDelay ?? { baseMs: 5, limitMs: 50 };
      this.retries.set(`${topic}/${partition}`, { topic, partition, attempts, dueAt: Date.now() + backOff(attempts, baseMs, limitMs) });
    }
  }

  private partitionsOf(topic: string): readonly number[] {
    const all = Array.from({ length: this.broker.partitionCount(topic) }, (_, partition) => partition);
    return all.filter((partition) => this.group.owns(this, topic, partition));
  }
}
