import { newId } from '#libs/kernel';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import type { MessageConsumer } from '../consumer/message-consumer.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import type { ConformanceDriver, ConsumerRequest, Outage } from './conformance-driver.js';

/** The suite's way to a real broker. Topics and groups have names of their own, so that runs can share a broker. */
export class KafkaDriver implements ConformanceDriver {
  private readonly admin: KafkaTopicAdmin;
  private readonly shared: KafkaPublisher;
  private readonly topics: string[] = [];
  private readonly consumers: MessageConsumer[] = [];
  readonly outage?: Outage;

  constructor(
    private readonly brokers: readonly string[],
    private readonly ownBroker?: Outage & { end(): Promise<void> },
  ) {
    this.admin = new KafkaTopicAdmin({ brokers, clientId: 'conformance' });
    this.shared = new KafkaPublisher({ brokers, clientId: 'conformance' });
    if (ownBroker !== undefined) this.outage = ownBroker;
  }

  async createTopic(partitions: number): Promise<string> {
    const name = `conformance-${newId()}`;
    this.topics.push(name);
    await this.admin.ensureTopics([{ name, partitions, settings: {} }], { replicationFactor: 1 });
    return name;
  }

  newGroup(): string {
    return `conformance-${newId()}`;
  }

  publisher(): KafkaPublisher {
    return this.shared;
  }

  consumer(request: ConsumerRequest): MessageConsumer {
    const consumer = new BatchConsumer({
      brokers: this.brokers,
      clientId: 'conformance',
      // The shortest Kafka allows: for so long a group waits for a member whose broker was killed.
      sessionTimeoutMs: 6000,
      retryDelay: { baseMs: 50, limitMs: 200 },
      ...request,
    });
    this.consumers.push(consumer);
    return consumer;
  }

  async committed(groupId: string, topic: string): Promise<readonly (bigint | null)[]> {
    return (await this.admin.lag(groupId, [topic])).map(({ committed }) => committed);
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.consumers.splice(0).map((consumer) => consumer.close()));
  }

  async close(): Promise<void> {
    await this.cleanUp();
    await this.admin.deleteTopics(this.topics.splice(0));
    await Promise.all([this.shared.close(), this.admin.close()]);
    await this.ownBroker?.end();
  }
}
