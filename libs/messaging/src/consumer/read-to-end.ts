import type { MessageBatch } from '#libs/contracts';

import { KafkaTopicAdmin, type PartitionLag } from '../admin/kafka-topic-admin.js';
import type { KafkaCluster } from '../kafka/kafka-client.js';
import { BatchConsumer } from './batch-consumer.js';

const LOOK_EVERY_MS = 200;

interface Reading extends KafkaCluster {
  readonly clientId: string;
  /** A group of this reading alone, so that the offsets of the running apps stay. */
  readonly groupId: string;
  readonly topics: readonly string[];
  /** @param left messages up to the ends that are still to be read. */
  readonly onProgress?: (messages: number, left: bigint) => void;
}

/**
 * Reads topics from their first message up to the ends that they have now. Messages that come meanwhile may be read as well.
 *
 * @returns the number of messages, and the ends.
 */
export async function readToEnd(
  { topics, groupId, onProgress = () => undefined, ...connection }: Reading, take: (batch: MessageBatch) => Promise<void>,
): Promise<{ readonly messages: number; readonly ends: readonly PartitionLag[] }> {
  const admin = new KafkaTopicAdmin(connection);
  const consumer = new BatchConsumer({ ...connection, groupId, topics });
  let messages = 0;
  try {
    const ends = await admin.lag(groupId, topics);
    consumer.start(async (batch) => {
      await take(batch);
      messages += batch.messages.length;
    });
    for (;;) {
      const left = (await admin.lag(groupId, topics)).reduce((sum, { topic, partition, lag, end }) => {
        const until = ends.find((each) => each.topic === topic && each.partition === partition)?.end ?? 0n;
        const beyond = end - until;
        return sum + (lag > beyond ? lag - beyond : 0n);
      }, 0n);
      onProgress(messages, left);
      if (left === 0n) return { messages, ends };
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    await consumer.close();
    await admin.close();
  }
}
