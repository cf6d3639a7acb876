import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { testKafkaBrokers, uniqueName } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { caseMessages, publishAll, RecipientFixture, until } from '../conformance/recipient-fixture.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { BatchConsumer, type BatchConsumerOptions } from './batch-consumer.js';
import type { ConsumerStatus } from './message-consumer.js';

describe('a consumer of a real Kafka', () => {
  const brokers = testKafkaBrokers();
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'consumer-test' });
  const publisher = new KafkaPublisher({ brokers, clientId: 'consumer-test' });
  const topics: string[] = [];
  const newTopic = (): string => {
    const topic = uniqueName('referral');
    topics.push(topic);
    return topic;
  };
  const create = (topic: string) => admin.ensureTopics([{ name: topic, partitions: 1, settings: {} }], { replicationFactor: 1 });
  const consumers: BatchConsumer[] = [];
  const consumerOf = (topic: string, options: Partial<BatchConsumerOptions> = {}): BatchConsumer => {
    const consumer = new BatchConsumer({ brokers, clientId: 'consumer-test', groupId: uniqueName('group'), topics: [topic], ...options });
    consumers.push(consumer);
    return consumer;
  };

  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.close()));
  });

  afterAll(async () => {
    await publisher.close();
    await admin.deleteTopics(topics);
    await admin.close();
  });

  it('keeps its partitions while a handler takes longer than the session timeout', async () => {
    const topic = newTopic();
    await create(topic);
    await publishAll(publisher, caseMessages(topic, 'case-a', 3));
    const recipient = new RecipientFixture();
    const groupId = uniqueName('group');
    const consumer = consumerOf(topic, { groupId, sessionTimeoutMs: 6000 });
    consumer.start(async (batch) => {
      recipient.note(batch);
      await sleep(8000);
    });
    const committed = async () => (await admin.lag(groupId, [topic]))[0]?.committed;
    await until('the slow batch is committed', async () => (await committed()) === 3n, 20_000);
    expect(consumer.state().running).toBe(true);
    await consumer.close();
    // If the group had reassigned the partition meanwhile, Kafka would have refused the commit and delivered the batch again.
    expect(recipient.received).toHaveLength(3);
  }, 30_000);

  it('gathers during a pause, takes a lone message at once, and ends the pause when it is closed', async () => {
    const topic = newTopic();
    await create(topic);
    const recipient = new RecipientFixture();
    const groupId = uniqueName('group');
    const consumer = consumerOf(topic, { groupId, paceMs: 20_000 });
    consumer.start(async (batch) => recipient.note(batch));
    await until('it has its partition', () => consumer.state().assignedPartitions.length === 1);
    await publishAll(publisher, caseMessages(topic, 'case-a', 1));
    await until('the message that came alone is there', () => recipient.received.length === 1, 10_000);
    await publishAll(publisher, caseMessages(topic, 'case-b', 3));
    await sleep(1_000);
    expect(recipient.received).toHaveLength(1);
    const began = performance.now();
    await consumer.close();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await admin.lag(groupId, [topic]))[0]?.committed).toBe(1n);
  }, 30_000);

  it('waits for a topic that is created later', async () => {
    const topic = newTopic();
    const recipient = new RecipientFixture();
    const consumer = consumerOf(topic);
    consumer.start(async (batch) => recipient.note(batch));
    await until('it has missed the topic', () => consumer.state().lastFailure === 'unknown-topic');
    expect(consumer.state().running).toBe(false);
    await create(topic);
    await publishAll(publisher, caseMessages(topic, 'case-a', 1));
    await until('the message is there', () => recipient.received.length === 1);
    await consumer.close();
  }, 30_000);

  it('reports once that Kafka refuses it, stays failed, and can be closed', async () => {
    const topic = newTopic();
    await create(topic);
    const fatal: Error[] = [];
    const statuses: ConsumerStatus[] = [];
    // Shorter than the broker allows.
    const consumer = consumerOf(topic, {
      sessionTimeoutMs: 1000,
      onFatal: (error) => fatal.push(error),
      onStatus: (status) => statuses.push(status),
    });
    consumer.start(() => Promise.resolve());
    await until('Kafka has refused it', () => fatal.length === 1);
    expect(consumer.state()).toMatchObject({ status: 'failed', running: false, lastFailure: 'invalid-session-timeout' });
    await consumer.close();
    expect(statuses).toEqual(['connecting', 'failed', 'closed']);
  }, 30_000);
});
