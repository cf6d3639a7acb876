import type { Message } from 'kafkajs';

import type { MessagePublisher, OutgoingMessage, PublishOutcome } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';

import { bounded, TIMED_OUT } from '../bounded.js';
import { errorName, failureReason } from '../kafka/errors.js';
import type { KafkaConnection } from '../kafka/kafka-client.js';
import { silentLogger, type MessagingLogger } from '../messaging-logger.js';
import { cutIntoBatches, estimatedBytes, type PlacedMessage } from './batching.js';
import { guardedDiscipline, type SendDiscipline } from './send-discipline.js';
import { SerialLanes } from './serial-lanes.js';
import { SessionPool } from './session-pool.js';
import { TopicPartitions } from './topic-partitions.js';

export interface KafkaPublisherOptions extends KafkaConnection {
  readonly logger?: MessagingLogger;
  /** Messages in one `send`, 500 by default: more gains nothing and costs memory and latency. */
  readonly maxBatchMessages?: number;
  /** Bytes in one `send`, 900,000 by default: the broker refuses a batch above `max.message.bytes` (1 MiB). */
  readonly maxBatchBytes?: number;
  /** A `publish` call returns within about this time, broker or no broker. 12,000 ms by default. */
  readonly deadlineMs?: number;
}

/** What only the fail-over test of this library varies; no setting of an app leads here. */
export interface PublisherInternals {
  readonly discipline: SendDiscipline;
  /** How often kafkajs repeats a failing `send` by itself. */
  readonly sendRetries: number;
}

/** About 2 s with kafkajs's back-off: a hiccup is bridged, and what takes longer is the relay's to repeat, not ours. */
const SEND_RETRIES = 4;
/** Producers of one publisher; with more, the connections and the broker's work for them cost more than is won. */
const SESSIONS = 4;

interface Lane {
  readonly topic: string;
  readonly placed: PlacedMessage[];
}
type Outcomes = (PublishOutcome | undefined)[];

const failed = (reason: string): PublishOutcome => ({ status: 'failed', reason });

/**
 * Publishes to Kafka so that `acknowledged` means stored: see `guardedDiscipline` for what that takes.
 *
 * Order: within one call, messages of one partition are sent in the order given, and after the first that fails the
 * rest of that partition is not sent (`reason: 'not-sent'`), so that nothing overtakes it. One exception: after a message
 * that is too large for any batch (`too-large`) only the rest of its key is not sent, because no retry would ever let its
 * neighbours through.
 * Calls made at the same time have no order among each other.
 */
export class KafkaPublisher implements MessagePublisher {
  private readonly logger: MessagingLogger;
  private readonly discipline: SendDiscipline;
  private readonly limits: { maxMessages: number; maxBytes: number };
  private readonly deadlineMs: number;
  private readonly sessions: SessionPool;
  private readonly partitions = new TopicPartitions();
  private readonly lanes = new SerialLanes();
  private readonly running = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;

  constructor(
    options: KafkaPublisherOptions,
    internals: PublisherInternals = { discipline: guardedDiscipline, sendRetries: SEND_RETRIES },
  ) {
    this.discipline = internals.discipline;
    this.logger = options.logger ?? silentLogger;
    this.limits = { maxMessages: options.maxBatchMessages ?? 500, maxBytes: options.maxBatchBytes ?? 900_000 };
    this.deadlineMs = options.deadlineMs ?? 12_000;
    this.sessions = new SessionPool(options, internals.sendRetries, this.logger, SESSIONS);
  }

  /** Connects ahead of the first `publish`. Never throws: false when no broker answers, and `publish` tries again. */
  async connect(): Promise<boolean> {
    return (await this.sessions.any(this.deadlineMs)) !== undefined;
  }

  /**
   * Whether the last thing known about the connection is good. A broker that dies while nothing is published is noticed
   * at the next `publish`; readiness should ask `KafkaTopicAdmin.ping`.
   */
  get isConnected(): boolean {
    return this.closing === undefined && this.sessions.connected;
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    if (messages.length === 0) return [];
    if (this.closing !== undefined) return messages.map(() => failed('closed'));
    const call = this.publishBy(messages, Date.now() + this.deadlineMs);
    this.running.add(call);
    try {
      return await call;
    } finally {
      this.running.delete(call);
    }
  }

  /** Waits for calls under way (at most their deadline), then disconnects. Later calls fail with `closed`. */
  async close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.running).then(() => this.sessions.close());
    await this.closing;
  }

  private async publishBy(messages: readonly OutgoingMessage[], deadline: number): Promise<readonly PublishOutcome[]> {
    const outcomes: Outcomes = messages.map(() => undefined);
    const lanes = await this.planLanes(messages, outcomes, deadline);
    await Promise.all(
      [...lanes].map(([name, lane]) => this.lanes.run(name, () => this.sendLane(lane, outcomes, deadline))),
    );
    return outcomes.map((outcome) => outcome ?? failed('not-sent'));
  }

  /** Puts each message into the lane of its partition; what cannot be sent at all gets its outcome here. */
  private async planLanes(
    messages: readonly OutgoingMessage[],
    outcomes: Outcomes,
    deadline: number,
  ): Promise<ReadonlyMap<string, Lane>> {
    const topics = new Set(messages.map(({ topic }) => topic));
    const placements = await this.partitions.resolve([...topics], () => this.sessions.any(deadline - Date.now()), deadline);
    const lanes = new Map<string, Lane>();
    const refused = new Set<string>();
    for (const [index, message] of messages.entries()) {
      // Left without an outcome of its own: not sent.
      if (refused.has(keyOf(message))) continue;
      const placement = placements.get(message.topic);
      if (placement === undefined || !placement.ok) {
        outcomes[index] = failed(placement?.error ?? 'broker-unavailable');
      } else if (estimatedBytes(message) > this.limits.maxBytes) {
        outcomes[index] = failed('too-large');
        refused.add(keyOf(message));
      } else {
        const partition = placement.value.partitionOf(message.key);
        const name = this.discipline.laneOf(message.topic, partition);
        const lane = lanes.get(name) ?? { topic: message.topic, placed: [] };
        lane.placed.push({ index, partition, message });
        lanes.set(name, lane);
      }
    }
    return lanes;
  }

  private async sendLane(lane: Lane, outcomes: Outcomes, deadline: number): Promise<void> {
    let waiting = [...cutIntoBatches(lane.placed, this.limits)];
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const results = await this.sendBatchInsisting(lane.topic, batch, deadline);
      if (results.some((result) => result.status === 'failed' && result.reason === 'too-large') && batch.length > 1) {
        // The broker's limit for this topic is lower than ours: halve until the message that is too large stands alone.
        const middle = Math.ceil(batch.length / 2);
        waiting.unshift(batch.slice(0, middle), batch.slice(middle));
        continue;
      }
      for (const [position, { index }] of batch.entries()) outcomes[index] = results[position];
      const stop = results.find((result) => result.status === 'failed');
      if (stop?.status === 'failed' && stop.reason !== 'too-large') return;
      // Alone in its batch by now. What stands behind it in its case would overtake it, perhaps for good.
      if (stop !== undefined) waiting = withoutKey(waiting, batch[0]?.message.key);
    }
  }

  /**
   * kafkajs refuses a `send` to a good topic when another topic it once sent to was deleted: it refreshes the metadata of
   * all of them together. Nothing was stored then, and a new producer has forgotten the other topic.
   */
  private async sendBatchInsisting(topic: string, batch: readonly PlacedMessage[], deadline: number): Promise<readonly PublishOutcome[]> {
    const results = await this.sendBatch(topic, batch, deadline);
    const unknown = results.every((result) => result.status === 'failed' && result.reason === 'unknown-topic');
    return unknown ? this.sendBatch(topic, batch, deadline) : results;
  }

  /** One `send`. Whatever leaves its fate uncertain retires the producer: see {@link ProducerSession}. */
  private async sendBatch(topic: string, batch: readonly PlacedMessage[], deadline: number): Promise<readonly PublishOutcome[]> {
    const all = (reason: string) => batch.map(() => failed(reason));
    const session = await this.sessions.of(topic, deadline - Date.now());
    if (session === undefined) return all('broker-unavailable');
    if (Date.now() >= deadline) return all('timed-out');
    try {
      crashPoint('producer.before-send');
      const answer = await bounded(session.send(topic, batch.map(toKafkaMessage)), deadline - Date.now());
      crashPoint('producer.after-send-before-confirm');
      const outcomes =
        answer === TIMED_OUT
          ? all('timed-out')
          : batch.map(({ partition }, position) => this.discipline.confirm({ topic, partition, position }, answer));
      const bad = outcomes.find((outcome) => outcome.status === 'failed');
      if (bad?.status === 'failed') this.giveUp(session, topic, bad.reason, undefined);
      return outcomes;
    } catch (error) {
      const reason = failureReason(error);
      // The broker refused it before storing anything: the sequence numbers were rightly taken back.
      if (reason !== 'too-large') this.giveUp(session, topic, reason, error);
      return all(reason);
    }
  }

  private giveUp(session: { retire(): void }, topic: string, reason: string, error: unknown): void {
    session.retire();
    this.partitions.forget(topic);
    const fields = { topic, reason, ...(error === undefined ? {} : { errorName: errorName(error) }) };
    this.logger.warn(fields, 'a send to Kafka failed or was not confirmed; the messages stay in the outbox');
  }
}

function keyOf({ topic, key }: OutgoingMessage): string {
  return `${topic}\0${key}`;
}

function withoutKey(batches: readonly (readonly PlacedMessage[])[], key: string | undefined): (readonly PlacedMessage[])[] {
  return batches.map((batch) => batch.filter(({ message }) => message.key !== key)).filter((batch) => batch.length > 0);
}

function toKafkaMessage({ partition, message }: PlacedMessage): Message {
  return { partition, key: message.key, value: message.value, headers: { ...message.headers } };
}
