import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { testKafkaBrokers, uniqueName } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { KafkaPublisher } from './kafka-publisher.js';

const message = (topic: string, bytes: number, key = `case-${bytes}`) => ({ topic, key, headers: {}, value: Buffer.alloc(bytes) });

describe('the publisher', () => {
  const brokers = testKafkaBrokers();
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'publisher-test' });
  const publisher = new KafkaPublisher({ brokers, clientId: 'publisher-test' });
  const roomy = uniqueName('roomy');
  const narrow = uniqueName('narrow');

  beforeAll(async () => {
    const topics = [
      { name: roomy, partitions: 1, settings: {} },
      { name: narrow, partitions: 1, settings: { 'max.message.bytes': '2000' } },
    ];
    await admin.ensureTopics(topics, { replicationFactor: 1 });
  });

  afterAll(async () => {
    await publisher.close();
    await admin.deleteTopics([roomy, narrow]);
    await admin.close();
  });

  it('fails a message that is too large alone, by our limit or by the topic\'s, and publishes its neighbours in order', async () => {
    const sizes = [100, 1_200_000, 100];
    const ours = await publisher.publish(sizes.map((bytes) => message(roomy, bytes)));
    expect(ours).toEqual([
      { status: 'acknowledged', partition: 0, offset: '0' },
      { status: 'failed', reason: 'too-large' },
      { status: 'acknowledged', partition: 0, offset: '1' },
    ]);
    const theirs = await publisher.publish([100, 100, 5000, 100, 1500, 1500, 100].map((bytes) => message(narrow, bytes)));
    expect(theirs.map((outcome) => (outcome.status === 'failed' ? outcome.reason : outcome.offset))).toEqual([
      '0', '1', 'too-large', '2', '3', '4', '5',
    ]);
  });

  it('lets nothing of the same case pass a message that is too large, by our limit or by the topic\'s', async () => {
    for (const [topic, large] of [[roomy, 1_200_000], [narrow, 5000]] as const) {
      const sizes = [100, large, 100, 1500, large, 100];
      const outcomes = await publisher.publish(sizes.map((bytes) => message(topic, bytes, 'case-a')));
      const results = outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.reason : 'acknowledged'));
      expect(results).toEqual(['acknowledged', 'too-large', 'not-sent', 'not-sent', 'not-sent', 'not-sent']);
    }
  });

  it('splits what does not fit into one batch', async () => {
    const outcomes = await publisher.publish(Array.from({ length: 40 }, () => message(roomy, 100_000)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['acknowledged']));
  });

  it('answers in bounded time when no broker is there, and without ever throwing', async () => {
    const lonely = new KafkaPublisher({ brokers: ['127.0.0.1:9'], clientId: 'publisher-test', deadlineMs: 800 });
    const before = Date.now();
    expect(await lonely.publish([message(roomy, 10)])).toEqual([{ status: 'failed', reason: 'broker-unavailable' }]);
    expect(Date.now() - before).toBeLessThan(3000);
    await lonely.close();
    expect(await lonely.publish([message(roomy, 10)])).toEqual([{ status: 'failed', reason: 'closed' }]);
  }, 15_000);
});
