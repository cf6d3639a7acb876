import type { Message } from 'kafkajs';

import { crashPoint, failure, success, type Outcome } from '#libs/kernel';
import type { Logger } from '#libs/observability';

import { backOff, bounded, pause, TIMED_OUT } from '../bounded.js';
import { DURABILITY } from '../durability.js';
import { failureReason, isFatal } from '../kafka/errors.js';
import type { KafkaConnection } from '../kafka/kafka-client.js';
import { closeProducerClient, openProducerClient, REQUEST_TIMEOUT_MS, type ProducerClient } from './producer-client.js';
import type { SendRules } from './send-rules.js';

interface ProducerPoolOptions {
  readonly connection: KafkaConnection;
  readonly logger: Logger;
  readonly confirm: SendRules['confirm'];
  /** How often kafkajs itself repeats a failing `send`. */
  readonly sendRetries: number;
  /** The largest number of producers. */
  readonly size: number;
}

/** Messages for one `send`. Each message names its partition. */
interface Batch {
  readonly topic: string;
  /** The partition that the answer must confirm. */
  readonly partition: number;
  readonly messages: Message[];
}

/** A client and the number of calls that use it now. */
interface PooledClient extends ProducerClient {
  calls: number;
  retired: boolean;
}

/** The place of one producer in the pool. A retired client is replaced at the next call. */
interface Slot {
  client?: PooledClient | undefined;
  opening?: Promise<Outcome<PooledClient, string>> | undefined;
  /** Why Kafka cannot be reached; undefined while it can be reached. */
  unreachable?: string | undefined;
}

/**
 * A starting broker answers "the coordinator is loading" for a moment. The pool waits up to this many milliseconds
 * without a log line.
 */
const OPENING_LIMIT_MS = 5000;
/**
 * Milliseconds. The same age that kafkajs allows for its own metadata. The partition count of a topic in use must not
 * change anyway, because a case would move to another partition and lose its order. The limit only makes sure that such
 * a change is detected.
 */
const PARTITION_COUNT_AGE_MS = 5 * 60_000;

/**
 * A few idempotent producers. A topic always uses the same producer, which is opened at the topic's first use.
 *
 * There are several, because an idempotent producer of kafkajs has one request under way at each broker for all its
 * partitions together. With one producer, a batch for five topics takes eleven round trips one after the other. Messages
 * of different topics have no order among each other, so they need not wait for each other.
 *
 * A producer is retired after any `send` with an uncertain result. kafkajs then takes back the sequence numbers it used,
 * although the broker may have stored the messages under them. The next `send` of as many messages to that partition
 * would carry the same numbers. The broker would then answer "duplicate, stored already" for messages that it never saw.
 * A new producer has a new producer id, which makes that impossible.
 */
export class ProducerPool {
  private readonly slots: readonly Slot[];
  private readonly slotOfTopic = new Map<string, Slot>();
  private readonly partitionCounts = new Map<string, { readonly count: number; readonly readAt: number }>();
  private closed = false;

  constructor(private readonly options: ProducerPoolOptions) {
    this.slots = Array.from({ length: options.size }, () => ({}));
  }

  /**
   * The number of a topic's partitions, or the reason why it is unknown (`unknown-topic`, `broker-unavailable`, …). It
   * is cached, because a request before each `publish` would cost a round trip.
   *
   * @param deadline milliseconds since 1970.
   */
  async partitionCount(topic: string, deadline: number): Promise<Outcome<number, string>> {
    const known = this.partitionCounts.get(topic);
    if (known !== undefined && Date.now() - known.readAt < PARTITION_COUNT_AGE_MS) return success(known.count);
    const counted = await this.call(topic, deadline, 'unknown-topic', async ({ admin }) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const count = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
      return count === 0 ? failure('no-partition-in-metadata') : success(count);
    });
    if (counted.ok) this.partitionCounts.set(topic, { count: counted.value, readAt: Date.now() });
    return counted;
  }

  /**
   * Sends one batch.
   *
   * kafkajs refuses a `send` to a good topic when another topic that it once sent to was deleted, because it refreshes
   * the metadata of all its topics together. In that case nothing was stored, and a new producer no longer has the other
   * topic.
   *
   * @param deadline milliseconds since 1970.
   * @returns the offset of the batch's first message, once the answer proves that the broker stored it.
   */
  async send(batch: Batch, deadline: number): Promise<Outcome<bigint, string>> {
    const sent = await this.sendOnce(batch, deadline);
    return !sent.ok && sent.error === 'unknown-topic' ? this.sendOnce(batch, deadline) : sent;
  }

  /** Disconnects every producer. Later calls fail with `closed`. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(
      this.slots.map(async (slot) => {
        await slot.opening;
        if (slot.client !== undefined) await closeProducerClient(slot.client);
        slot.client = undefined;
      }),
    );
  }

  private async sendOnce({ topic, partition, messages }: Batch, deadline: number): Promise<Outcome<bigint, string>> {
    // The broker refused a batch that is too large before it stored anything, so kafkajs took its sequence numbers back
    // correctly.
    return this.call(topic, deadline, 'too-large', async ({ producer }) => {
      crashPoint('producer.before-send');
      const answer = await producer.send({ topic, messages, acks: DURABILITY.acks, timeout: REQUEST_TIMEOUT_MS });
      crashPoint('producer.after-send-before-confirm');
      return this.options.confirm(topic, partition, answer);
    });
  }

  /** Calls Kafka with the topic's producer. Every failure except `harmless` retires that producer. */
  private async call<Value>(
    topic: string,
    deadline: number,
    harmless: string,
    ask: (client: ProducerClient) => Promise<Outcome<Value, string>>,
  ): Promise<Outcome<Value, string>> {
    const opened = await this.clientOf(topic, deadline);
    if (!opened.ok) return opened;
    if (Date.now() >= deadline) return failure('timed-out');
    const client = opened.value;
    let thrown: unknown;
    client.calls += 1;
    const asking = ask(client)
      .catch((error: unknown) => {
        thrown = error;
        return failure(failureReason(error));
      })
      .finally(() => {
        client.calls -= 1;
        if (client.retired && client.calls === 0) void closeProducerClient(client);
      });
    const answer = await bounded(asking, deadline - Date.now());
    const outcome = answer === TIMED_OUT ? failure('timed-out') : answer;
    if (!outcome.ok && outcome.error !== harmless) {
      retire(client);
      this.partitionCounts.delete(topic);
      this.options.logger.warn('publisher.send-failed', { topic, code: outcome.error }, thrown);
    }
    return outcome;
  }

  private async clientOf(topic: string, deadline: number): Promise<Outcome<PooledClient, string>> {
    if (this.closed) return failure('closed');
    const slot = this.slotOfTopic.get(topic) ?? this.slots[this.slotOfTopic.size % this.slots.length];
    if (slot === undefined) throw new RangeError('a pool holds at least one producer');
    this.slotOfTopic.set(topic, slot);
    if (slot.client?.retired === false) return success(slot.client);
    // Simultaneous calls share one attempt.
    slot.opening ??= this.open(slot).finally(() => {
      slot.opening = undefined;
    });
    const opened = await bounded(slot.opening, deadline - Date.now());
    return opened === TIMED_OUT ? failure(slot.unreachable ?? 'broker-unavailable') : opened;
  }

  private async open(slot: Slot): Promise<Outcome<PooledClient, string>> {
    const giveUpAt = Date.now() + OPENING_LIMIT_MS;
    for (let attempt = 1; !this.closed; attempt += 1) {
      try {
        slot.client = { ...(await openProducerClient(this.options.connection, this.options.sendRetries, this.options.logger)), calls: 0, retired: false };
        if (slot.unreachable !== undefined) this.options.logger.info('publisher.reconnected', {});
        slot.unreachable = undefined;
        return success(slot.client);
      } catch (error) {
        if (isFatal(error) || Date.now() >= giveUpAt) return failure(this.unreachable(slot, error));
        await pause(backOff(attempt, 200, 1000));
      }
    }
    return failure('closed');
  }

  /** Logs each cause once per outage, because the relay tries several times a minute. */
  private unreachable(slot: Slot, error: unknown): string {
    const reason = failureReason(error);
    if (reason !== slot.unreachable) {
      this.options.logger.warn('publisher.unreachable', { code: reason }, error);
    }
    slot.unreachable = reason;
    return reason;
  }
}

/** The client gets no more calls. It is closed when its last running call has ended. */
function retire(client: PooledClient): void {
  if (client.retired) return;
  client.retired = true;
  // During a send kafkajs would answer a disconnect by connecting again, and that connection would stay open.
  if (client.calls === 0) void closeProducerClient(client);
}
