import { partitionFor, type IncomingMessage, type MessagePublisher, type OutgoingMessage, type PublishOutcome } from '#libs/contracts';

import type { MessageConsumer } from '../consumer/message-consumer.js';
import { decodeHeaders } from '../kafka/incoming-message.js';
import { ConsumerGroup } from './consumer-group.js';
import { InMemoryConsumer, type InMemoryConsumerOptions } from './in-memory-consumer.js';

/**
 * A Kafka in memory, for tests only. It passes the same conformance suite as a real broker: the same partition function,
 * order, consumer groups, redelivery and commits.
 */
export class InMemoryBroker {
  private readonly topics = new Map<string, IncomingMessage[][]>();
  /** The largest value in bytes, by topic. A topic without an entry has no limit. */
  private readonly limits = new Map<string, number>();
  private readonly groups = new Map<string, ConsumerGroup>();
  private stopped = false;

  /** @param maxBytes the largest value in bytes that the topic takes. */
  createTopic(name: string, partitions: number, maxBytes?: number): void {
    if (maxBytes !== undefined) this.limits.set(name, maxBytes);
    if (!this.topics.has(name)) this.topics.set(name, Array.from({ length: partitions }, () => []));
  }

  /** Makes publishing and consuming fail from now on, as during an outage. Stored messages are kept. */
  stop(): void {
    this.stopped = true;
  }

  restart(): void {
    this.stopped = false;
  }

  get available(): boolean {
    return !this.stopped;
  }

  publisher(): MessagePublisher {
    return {
      publish: (messages) => {
        // Topic and key of each failed message in this call. Later messages of the same key must not overtake it.
        const failed = new Set<string>();
        return Promise.resolve(messages.map((message) => {
          const lane = `${message.topic}\0${message.key}`;
          if (failed.has(lane)) return { status: 'failed', reason: 'not-sent' } as const;
          const outcome = this.append(message);
          if (outcome.status === 'failed') failed.add(lane);
          return outcome;
        }));
      },
    };
  }

  consumer(options: InMemoryConsumerOptions): MessageConsumer {
    const group = this.groups.get(options.groupId) ?? new ConsumerGroup();
    this.groups.set(options.groupId, group);
    return new InMemoryConsumer(this, group, options);
  }

  /** Messages of one partition, oldest first. */
  partition(topic: string, partition: number): readonly IncomingMessage[] {
    return this.topics.get(topic)?.[partition] ?? [];
  }

  partitionCount(topic: string): number {
    return this.topics.get(topic)?.length ?? 0;
  }

  /** All messages of a topic, partition by partition, for assertions. */
  messages(topic: string): readonly IncomingMessage[] {
    return (this.topics.get(topic) ?? []).flat();
  }

  /** Offset of the group's next message; null when it has committed nothing. */
  committed(groupId: string, topic: string, partition: number): bigint | null {
    const offset = this.groups.get(groupId)?.committed(topic, partition);
    return offset === undefined ? null : BigInt(offset);
  }

  private append(message: OutgoingMessage): PublishOutcome {
    if (this.stopped) return { status: 'failed', reason: 'broker-unavailable' };
    const partitions = this.topics.get(message.topic);
    if (partitions === undefined) return { status: 'failed', reason: 'unknown-topic' };
    if ((message.value?.length ?? 0) > (this.limits.get(message.topic) ?? Number.POSITIVE_INFINITY)) {
      return { status: 'failed', reason: 'too-large' };
    }
    const partition = partitionFor(message.key, partitions.length);
    const log = partitions[partition] ?? [];
    const offset = String(log.length);
    // Stores copies, as a network would, so that a caller's later changes do not reach the log.
    log.push({
      topic: message.topic,
      partition,
      offset,
      timestamp: String(Date.now()),
      key: message.key,
      headers: decodeHeaders({ ...message.headers }),
      value: message.value === null ? null : Buffer.from(message.value),
    });
    return { status: 'acknowledged', partition, offset };
  }
}
