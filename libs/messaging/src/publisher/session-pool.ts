import type { KafkaConnection } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../messaging-logger.js';
import type { ProducerSession } from './producer-session.js';
import { SessionHolder } from './session-holder.js';

/**
 * A few producers, each topic always with the same one.
 *
 * An idempotent producer of kafkajs has one request under way at each broker, whatever their partitions: with one producer
 * a batch for five topics is eleven round trips one after the other. Messages of different topics have no order among each
 * other, so they need not wait for each other. Opened when their first topic is published to.
 */
export class SessionPool {
  private readonly holders: readonly SessionHolder[];
  private readonly holderOfTopic = new Map<string, SessionHolder>();

  constructor(connection: KafkaConnection, sendRetries: number, logger: MessagingLogger, size: number) {
    this.holders = Array.from({ length: size }, () => new SessionHolder(connection, sendRetries, logger));
  }

  /** True when every session that was ever needed is usable. */
  get connected(): boolean {
    const used = this.holders.filter(({ opened }) => opened);
    return used.length > 0 && used.every(({ connected }) => connected);
  }

  /** For questions about the cluster rather than for messages. */
  any(limitMs: number): Promise<ProducerSession | undefined> {
    return this.at(0).current(limitMs);
  }

  /** The session that publishes to this topic; undefined when no broker answers within `limitMs`. */
  of(topic: string, limitMs: number): Promise<ProducerSession | undefined> {
    const holder = this.holderOfTopic.get(topic) ?? this.at(this.holderOfTopic.size % this.holders.length);
    this.holderOfTopic.set(topic, holder);
    return holder.current(limitMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.holders.map((holder) => holder.close()));
  }

  private at(index: number): SessionHolder {
    const holder = this.holders[index];
    if (holder === undefined) throw new RangeError('a pool holds at least one session');
    return holder;
  }
}
