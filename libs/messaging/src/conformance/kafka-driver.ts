import { newId } from '#libs/kernel';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import type { MessageConsumer } from '../consumer/message-consumer.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import type { Cluster, ConformanceDriver, ConsumerRequest, Outage } from './conformance-driver.js';

/** Connects the suite to a real broker. Topics and groups have unique names, so that runs can share a broker. */
export class KafkaDriver implements ConformanceDriver {
  private readonly admin: KafkaTopicAdmin;
  private readonly shared: KafkaPublisher;
  private readonly topics: string[] = [];
  private readonly consumers: MessageConsumer[] = [];
  readonly outage?: Outage;
  readonly cluster?: Cluster;

  constructor(
    private readonly brokers: readonly string[],
    private readonly own: { readonly outage?: Outage; readonly cluster?: Cluster; readonly replicationFactor?: number; end?(): Promise<void> } = {},
  ) {
    this.admin = new KafkaTopicAdmin({ brokers, clientId: 'conformance' });
    this.shared = new KafkaPublisher({ brokers, clientId: 'conformance' });
    if (own.outage !== undefined) this.outage = own.outage;
    if (own.cluster !== undefined) this.cluster = own.cluster;
  }

  async createTopic(partitions: number, maxBytes?: number): Promise<string> {
    const name = `conformance-${newId()}`;
    this.topics.push(name);
    const settings = maxBytes === undefined ? {} : { 'max.message.bytes': String(maxBytes) };
    await this.admin.ensureTopics([{ name, partitions, settings }], { replicationFactor: this.own.replicationFactor ?? 1 });
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
      // The shortest time that Kafka allows. A group waits that long for a member whose broker was killed.
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
    await this.own.end?.();
  }
}
