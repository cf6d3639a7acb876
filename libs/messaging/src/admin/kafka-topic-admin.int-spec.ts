import { afterAll, describe, expect, it } from '@jest/globals';

import { testKafkaBrokers, uniqueName } from '#libs/testing';

import { caseMessages, publishAll } from '../conformance/recipient-fixture.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { KafkaTopicAdmin } from './kafka-topic-admin.js';

describe('the topics of an exchange', () => {
  const brokers = testKafkaBrokers();
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'admin-test' });
  const referral = { name: uniqueName('referral'), partitions: 2, settings: { 'retention.ms': '2419200000' } };
  const lifecycle = { name: uniqueName('lifecycle'), partitions: 3, settings: { 'cleanup.policy': 'delete' } };

  afterAll(async () => {
    await admin.deleteTopics([referral.name, lifecycle.name]);
    await admin.close();
  });

  it('are created once, however many create them at once', async () => {
    const other = new KafkaTopicAdmin({ brokers, clientId: 'admin-test' });
    const reports = await Promise.all(
      [admin, other].map((each) => each.ensureTopics([referral, lifecycle], { replicationFactor: 1 })),
    );
    await other.close();
    for (const name of [referral.name, lifecycle.name]) {
      const statuses = reports.flatMap((report) => report.filter((topic) => topic.name === name).map(({ status }) => status));
      expect(statuses.toSorted()).toEqual(['created', 'unchanged']);
    }
  });

  it('are reported as different, and left alone, when they are not as defined', async () => {
    const wanted = { ...referral, partitions: 4, settings: { 'retention.ms': '1000' } };
    const [report] = await admin.ensureTopics([wanted], { replicationFactor: 1 });
    expect(report?.status).toBe('different');
    expect(report?.differences.join('; ')).toMatch(/has 2 partitions, not 4.*retention\.ms=2419200000, not 1000/);
    const [found] = await admin.describe([referral.name, 'no-such-topic']);
    expect(found).toMatchObject({ name: referral.name, partitions: 2, replicationFactor: 1 });
    expect(found?.settings['retention.ms']).toBe('2419200000');
  });

  it('tell how far a group is, even one that has not begun', async () => {
    const publisher = new KafkaPublisher({ brokers, clientId: 'admin-test' });
    await publishAll(publisher, caseMessages(referral.name, 'case-a', 5));
    await publisher.close();
    expect(await admin.lag(uniqueName('group'), [referral.name, 'no-such-topic'])).toEqual([
      { topic: referral.name, partition: 0, committed: null, end: 0n, lag: 0n },
      { topic: referral.name, partition: 1, committed: null, end: 5n, lag: 5n },
    ]);
  });

  it('live on brokers whose settings can be looked at', async () => {
    const found = await admin.brokerSettings();
    expect(found.map(({ id, address }) => `${id} ${address}`)).toEqual([`1 ${brokers[0]}`]);
    expect(found[0]?.settings).toMatchObject({
      'auto.create.topics.enable': 'false',
      'unclean.leader.election.enable': 'false',
      'min.insync.replicas': '1',
      'offsets.topic.replication.factor': '1',
      'group.max.session.timeout.ms': expect.stringMatching(/^\d+$/),
    });
  });

  it('are reported as reachable or not, in the time given', async () => {
    expect(await admin.ping(5000)).toBe(true);
    expect(await admin.brokers()).toBeGreaterThan(0);
    const unreachable = new KafkaTopicAdmin({ brokers: ['127.0.0.1:9'], clientId: 'admin-test' });
    const before = Date.now();
    expect(await unreachable.ping(300)).toBe(false);
    expect(Date.now() - before).toBeLessThan(1000);
    await unreachable.close();
  });
});
