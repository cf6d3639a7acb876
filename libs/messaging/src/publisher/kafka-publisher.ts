import type { Message } from 'kafkajs';

import { partitionFor, type MessagePublisher, type OutgoingMessage, type PublishOutcome } from '#libs/contracts';
import type { Outcome } from '#libs/kernel';
import { Logger } from '#libs/observability';

import type { KafkaConnection } from '../kafka/kafka-client.js';
import { cutIntoBatches, estimatedBytes, type PlacedMessage } from './batching.js';
import { inTurn } from './in-turn.js';
import { ProducerPool } from './producer-pool.js';
import { guardedSends, type SendRules } from './send-rules.js';

interface KafkaPublisherOptions extends KafkaConnection {
  readonly logger?: Logger;
  /** Messages in one `send`, 500 by default. More do not increase the throughput, and cost memory and latency. */
  readonly maxBatchMessages?: number;
  /** Bytes in one `send`, 900,000 by default. The broker refuses a batch above `max.message.bytes` (1 MiB). */
  readonly maxBatchBytes?: number;
  /** Milliseconds within which a `publish` call returns, with or without a broker. 12,000 by default. */
  readonly deadlineMs?: number;
}

/** Parameters that only the fail-over test of this library varies. No setting of an app changes them. */
interface PublisherInternals {
  readonly rules: SendRules;
  /** How often kafkajs itself repeats a failing `send`. */
  readonly sendRetries: number;
}

/** About 2 s with kafkajs's backoff. That bridges a short fault, and the relay repeats sends that fail for longer. */
const SEND_RETRIES = 4;
/** More producers would cost more, in connections and in work of the broker, than they gain. */
const PRODUCERS = 4;

/** Messages of one `publish` call that share sends, in order. */
interface Queue {
  readonly topic: string;
  readonly placed: PlacedMessage[];
}
type Outcomes = (PublishOutcome | undefined)[];

/**
 * Publishes to Kafka so that `acknowledged` means stored: see `guardedSends` for the conditions.
 *
 * Order: within one call, messages of one partition are sent in the order given. After the first failure, the later
 * messages of that partition are not sent (`not-sent`), so that none overtakes the failed one. One exception: after a
 * message that is too large for any batch (`too-large`), only the later messages of its key are not sent, because no
 * retry would ever let the messages of other keys through. Simultaneous calls have no order among each other.
 */
export class KafkaPublisher implements MessagePublisher {
  private readonly rules: SendRules;
  private readonly limits: { readonly maxMessages: number; readonly maxBytes: number };
  private readonly deadlineMs: number;
  private readonly producers: ProducerPool;
  private readonly lastOfQueue = new Map<string, Promise<unknown>>();
  private readonly running = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;

  constructor(options: KafkaPublisherOptions, { rules, sendRetries }: PublisherInternals = { rules: guardedSends, sendRetries: SEND_RETRIES }) {
    this.rules = rules;
    this.limits = { maxMessages: options.maxBatchMessages ?? 500, maxBytes: options.maxBatchBytes ?? 900_000 };
    this.deadlineMs = options.deadlineMs ?? 12_000;
    const logger = options.logger ?? Logger.silent;
    this.producers = new ProducerPool({ connection: options, logger, confirm: rules.confirm, sendRetries, size: PRODUCERS });
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

  /** Waits for running calls (at most their deadline), then disconnects. Later calls fail with `closed`. */
  async close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.running).then(() => this.producers.close());
    await this.closing;
  }

  private async publishBy(messages: readonly OutgoingMessage[], deadline: number): Promise<readonly PublishOutcome[]> {
    const outcomes: Outcomes = messages.map(() => undefined);
    const queues = this.intoQueues(messages, await this.partitionCounts(messages, deadline), outcomes);
    // One `send` at a time per queue, because two concurrent sends to one partition would break more than order. kafkajs
    // takes back the sequence numbers of a failed send, and the second send then uses them. When the first send is
    // retried, the broker may take it for a duplicate and acknowledge messages that it never stored.
    const sending = [...queues].map(([name, queue]) => inTurn(this.lastOfQueue, name, () => this.sendQueue(queue, outcomes, deadline)));
    await Promise.all(sending);
    return outcomes.map((outcome) => outcome ?? failed('not-sent'));
  }

  private async partitionCounts(messages: readonly OutgoingMessage[], deadline: number): Promise<ReadonlyMap<string, Outcome<number, string>>> {
    const topics = [...new Set(messages.map(({ topic }) => topic))];
    return new Map(await Promise.all(topics.map(async (topic) => [topic, await this.producers.partitionCount(topic, deadline)] as const)));
  }

  /** Puts each message into its queue. A message that cannot be sent at all gets its outcome here. */
  private intoQueues(
    messages: readonly OutgoingMessage[],
    counts: ReadonlyMap<string, Outcome<number, string>>,
    outcomes: Outcomes,
  ): ReadonlyMap<string, Queue> {
    const queues = new Map<string, Queue>();
    const refused = new Set<string>();
    for (const [index, message] of messages.entries()) {
      const { topic, key } = message;
      // No outcome is set here, so the message counts as `not-sent`.
      if (refused.has(`${topic}\0${key}`)) continue;
      const count = counts.get(topic);
      if (count?.ok !== true) {
        outcomes[index] = failed(count?.error ?? 'broker-unavailable');
      } else if (estimatedBytes(message) > this.limits.maxBytes) {
        outcomes[index] = failed('too-large');
        refused.add(`${topic}\0${key}`);
      } else {
        const partition = partitionFor(key, count.value);
        const name = this.rules.queueOf(topic, partition);
        const queue = queues.get(name) ?? { topic, placed: [] };
        queue.placed.push({ index, partition, message });
        queues.set(name, queue);
      }
    }
    return queues;
  }

  private async sendQueue({ topic, placed }: Queue, outcomes: Outcomes, deadline: number): Promise<void> {
    let waiting = cutIntoBatches(placed, this.limits);
    for (;;) {
      const [batch, ...rest] = waiting;
      const [first] = batch ?? [];
      if (batch === undefined || first === undefined) return;
      waiting = rest;
      const sent = await this.producers.send({ topic, partition: first.partition, messages: batch.map(toKafkaMessage) }, deadline);
      if (!sent.ok && sent.error === 'too-large' && batch.length > 1) {
        // The broker's limit for this topic is lower than ours. Halve the batch until the message that is too large is alone.
        const middle = Math.ceil(batch.length / 2);
        waiting = [batch.slice(0, middle), batch.slice(middle), ...rest];
        continue;
      }
      for (const [position, { index, partition }] of batch.entries()) {
        outcomes[index] = sent.ok ? { status: 'acknowledged', partition, offset: String(sent.value + BigInt(position)) } : failed(sent.error);
      }
      if (!sent.ok && sent.error !== 'too-large') return;
      // The message is alone in its batch by now. Later messages of its case would overtake it, perhaps for good.
      if (!sent.ok) waiting = withoutKey(rest, first.message.key);
    }
  }
}

function failed(reason: string): PublishOutcome {
  return { status: 'failed', reason };
}

function withoutKey(batches: readonly (readonly PlacedMessage[])[], key: string): readonly (readonly PlacedMessage[])[] {
  return batches.map((batch) => batch.filter(({ message }) => message.key !== key)).filter((batch) => batch.length > 0);
}

function toKafkaMessage({ partition, message }: PlacedMessage): Message {
  return { partition, key: message.key, value: message.value, headers: { ...message.headers } };
}
