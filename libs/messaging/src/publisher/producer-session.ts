import type { Admin, Message, Producer, RecordMetadata } from 'kafkajs';

import { bounded } from '../bounded.js';
import { DURABILITY } from '../durability.js';
import { createKafka, type KafkaConnection } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../messaging-logger.js';

const REQUEST_TIMEOUT_MS = 5000;
const DISCONNECT_LIMIT_MS = 5000;

/**
 * One idempotent producer with one producer id, and the admin connection that reads topic metadata for it.
 *
 * A session is thrown away after any `send` whose fate is not certain. kafkajs then takes back the sequence numbers it
 * used, although the broker may have stored the messages under them; the next `send` of as many messages to that
 * partition would carry the same numbers, and the broker would answer "duplicate, stored already" for messages it
 * never saw. A new producer id makes that impossible.
 */
export class ProducerSession {
  private sending = 0;
  private retired = false;

  private constructor(
    private readonly producer: Producer,
    private readonly admin: Admin,
  ) {}

  /** @throws what kafkajs throws when no broker can be reached. */
  static async open(connection: KafkaConnection, sendRetries: number, logger: MessagingLogger): Promise<ProducerSession> {
    const kafka = createKafka(connection, logger, REQUEST_TIMEOUT_MS);
    const producer = kafka.producer({
      idempotent: true,
      // More than one in flight would let kafkajs reorder a partition when the first of two requests is retried.
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => ({ message }) => chosenPartition(message),
      retry: { retries: sendRetries, maxRetryTime: 1000 },
    });
    const session = new ProducerSession(producer, kafka.admin());
    try {
      await session.admin.connect();
      await session.producer.connect();
      return session;
    } catch (error) {
      await session.disconnect();
      throw error;
    }
  }

  get usable(): boolean {
    return !this.retired;
  }

  /** @throws the broker's UNKNOWN_TOPIC_OR_PARTITION, or what kafkajs throws when no broker can be reached. */
  async partitionCount(topic: string): Promise<number> {
    const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
    if (partitions === 0) throw new Error('the metadata of the topic names no partition');
    return partitions;
  }

  /** Every message must name its partition. The answer is to be checked: see `checkSendAnswer`. */
  async send(topic: string, messages: Message[]): Promise<readonly RecordMetadata[]> {
    this.sending += 1;
    try {
      return await this.producer.send({ topic, messages, acks: DURABILITY.acks, timeout: REQUEST_TIMEOUT_MS });
    } finally {
      this.sending -= 1;
      if (this.retired && this.sending === 0) void this.disconnect();
    }
  }

  /** No more use of this session; it disconnects when what is still being sent has ended. */
  retire(): void {
    if (this.retired) return;
    this.retired = true;
    // While a send is under way kafkajs would answer a disconnect by connecting again, and nobody would close that.
    if (this.sending === 0) void this.disconnect();
  }

  /** Disconnects now. Never throws: a connection that cannot be closed is a closed one. */
  async disconnect(): Promise<void> {
    this.retired = true;
    const closing = Promise.allSettled([this.producer.disconnect(), this.admin.disconnect()]);
    await bounded(closing, DISCONNECT_LIMIT_MS);
  }
}

function chosenPartition(message: Message): number {
  if (message.partition === undefined) throw new Error('a message reached the producer without a partition: a bug');
  return message.partition;
}
