import type { Admin, Message, Producer } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { bounded } from '../bounded.js';
import { createKafka, type KafkaConnection } from '../kafka/kafka-client.js';

export const REQUEST_TIMEOUT_MS = 5000;
const CLOSE_LIMIT_MS = 5000;

/** One idempotent producer with one producer id, and the connection that reads topic metadata for it. */
export interface ProducerClient {
  readonly producer: Producer;
  readonly admin: Admin;
}

/**
 * Opens a client.
 *
 * @param sendRetries how often kafkajs itself repeats a failing `send`.
 * @throws the error of kafkajs when no broker can be reached.
 */
export async function openProducerClient(connection: KafkaConnection, sendRetries: number, logger: Logger): Promise<ProducerClient> {
  const kafka = createKafka(connection, logger, REQUEST_TIMEOUT_MS);
  const producer = kafka.producer({
    idempotent: true,
    // With several requests in flight kafkajs could reorder a partition when the first of two requests is retried.
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: () => ({ message }) => chosenPartition(message),
    retry: { retries: sendRetries, maxRetryTime: 1000 },
  });
  const client = { producer, admin: kafka.admin() };
  try {
    await client.admin.connect();
    await producer.connect();
    return client;
  } catch (error) {
    await closeProducerClient(client);
    throw error;
  }
}

/**
 * Closes a client. It never throws and returns in bounded time, because a connection that cannot be closed is of no more
 * use.
 */
export async function closeProducerClient({ producer, admin }: ProducerClient): Promise<void> {
  await bounded(Promise.allSettled([producer.disconnect(), admin.disconnect()]), CLOSE_LIMIT_MS);
}

function chosenPartition(message: Message): number {
  if (message.partition === undefined) throw new Error('a message reached the producer without a partition: a bug');
  return message.partition;
}
