import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startTestKafka, uniqueName, type TestKafka } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { guardedDiscipline, type SendDiscipline } from '../publisher/send-discipline.js';
import { caseMessages, idOf, until } from './referral-desk.js';
import { unguardedDiscipline } from './unguarded-discipline.js';

const CASES_PER_CALL = 60;
const PARTITIONS = 12;

/**
 * Three brokers, every message on three replicas; one broker is killed while referrals are published. kafkajs 2.2.4
 * resolves a `send` then whose messages for the dead leader were never sent (tulios/kafkajs issue 1303).
 */
describe('a broker is killed while referrals are published', () => {
  let kafka: TestKafka;
  let admin: KafkaTopicAdmin;

  beforeAll(async () => {
    kafka = await startTestKafka({ nodes: 3 });
    admin = new KafkaTopicAdmin({ brokers: kafka.brokers, clientId: 'fail-over' });
  }, 60_000);

  afterAll(async () => {
    await admin.close();
    await kafka.stop();
  }, 30_000);

  /** Publishes through the kill of a broker; gives the ids that were acknowledged, and those of them nobody received. */
  async function publishThroughKill(discipline: SendDiscipline, victim: number): Promise<{ acknowledged: number; lost: number }> {
    const topic = uniqueName('fail-over');
    const settings = { 'min.insync.replicas': '2' };
    await admin.ensureTopics([{ name: topic, partitions: PARTITIONS, settings }], { replicationFactor: 3 });
    const options = { brokers: kafka.brokers, clientId: 'fail-over', deadlineMs: 40_000 };
    // As patient as kafkajs usually is: the loss needs a `send` that is still being repeated when the leaders have moved.
    const publisher = new KafkaPublisher(options, { discipline, sendRetries: 30 });
    const acknowledged = new Set<string>();
    const node = kafka.nodes[victim];
    const publishing = { on: true };
    const loop = (async () => {
      for (let call = 0; publishing.on; call += 1) {
        const messages = Array.from({ length: CASES_PER_CALL }, (_, number) => caseMessages(topic, `case-${call}-${number}`, 1)).flat();
        const outcomes = await publisher.publish(messages);
        messages.forEach(({ headers }, index) => {
          if (outcomes[index]?.status === 'acknowledged') acknowledged.add(headers['ce_id'] ?? '');
        });
      }
    })();
    await until('referrals flow', () => acknowledged.size >= 1000, 30_000);
    await node?.kill();
    const beforeFailOver = acknowledged.size;
    await until('they flow again', () => acknowledged.size >= beforeFailOver + 1000, 45_000);
    publishing.on = false;
    await loop;
    await publisher.close();
    await node?.start();
    return { acknowledged: acknowledged.size, lost: await countMissing(topic, acknowledged) };
  }

  async function countMissing(topic: string, acknowledged: ReadonlySet<string>): Promise<number> {
    const missing = new Set(acknowledged);
    const groupId = uniqueName('fail-over');
    const consumer = new BatchConsumer({ brokers: kafka.brokers, clientId: 'fail-over', groupId, topics: [topic] });
    consumer.start(async ({ messages }) => messages.forEach((message) => missing.delete(idOf(message))));
    try {
      await until('the topic is read to its end', async () => {
        const partitions = await admin.lag(groupId, [topic]);
        return partitions.length === PARTITIONS && partitions.every(({ committed, lag, end }) => lag === 0n && (committed !== null || end === 0n));
      }, 30_000);
    } finally {
      await consumer.close();
    }
    return missing.size;
  }

  it('and nothing that was acknowledged is lost', async () => {
    const { acknowledged, lost } = await publishThroughKill(guardedDiscipline, 1);
    expect(acknowledged).toBeGreaterThanOrEqual(2000);
    expect(lost).toBe(0);
  }, 90_000);

  it('and, were it not for one partition per send and the check of its answer, some would be (negative control)', async () => {
    const { acknowledged, lost } = await publishThroughKill(unguardedDiscipline, 2);
    expect(acknowledged).toBeGreaterThanOrEqual(2000);
    expect(lost).toBeGreaterThan(0);
  }, 90_000);
});
