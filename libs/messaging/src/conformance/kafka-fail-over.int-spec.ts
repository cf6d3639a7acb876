import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { OutgoingMessage } from '#libs/contracts';
import { Logger } from '#libs/observability';
import { startTestKafka, uniqueName, type TestKafka } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import { createKafka } from '../kafka/kafka-client.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { guardedSends, type SendRules } from '../publisher/send-rules.js';
import { caseMessages, idOf, oneTo, until } from './recipient-fixture.js';
import { unguardedSends } from './unguarded-sends.js';

/**
 * kafkajs 2.2.4 loses messages when a leader dies and its partition moves to a broker that has already answered the same
 * `send`: the repeated `send` skips that broker and resolves (tulios/kafkajs issue 1303). The replicas are placed so
 * that this happens each time. Broker 1 leads partition 0, and only broker 2 has to acknowledge. Broker 3 leads
 * partition 1, and broker 1 takes over from it.
 */
const REPLICAS = [
  { partition: 0, replicas: [1, 2] },
  { partition: 1, replicas: [3, 1] },
];
const VICTIM = 2;
const ATTEMPTS = 4;

describe('a broker dies in the middle of a send', () => {
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

  async function createTopic(): Promise<string> {
    const topic = uniqueName('fail-over');
    const raw = createKafka({ brokers: kafka.brokers, clientId: 'fail-over' }, Logger.silent, 10_000).admin();
    await raw.connect();
    // One replica must be enough, because the moved partition has no other left.
    const configEntries = [{ name: 'min.insync.replicas', value: '1' }];
    await raw.createTopics({ topics: [{ topic, replicaAssignment: REPLICAS, configEntries }], waitForLeaders: false });
    // If a broker were not fully back, another would lead from the beginning, and no leader would move.
    await until('each partition is led by the first of its replicas', async () => {
      // A broker that does not know the topic yet answers with an error.
      const found = await raw.fetchTopicMetadata({ topics: [topic] }).then(({ topics }) => topics[0], () => undefined);
      return REPLICAS.every(({ partition, replicas }) => found?.partitions.find(({ partitionId }) => partitionId === partition)?.leader === replicas[0]);
    }, 30_000);
    await raw.disconnect();
    return topic;
  }

  /**
   * Publishes while the victim freezes and dies. @returns the acknowledged ids, and those of them that no consumer
   * received.
   */
  async function publishThroughDeath(rules: SendRules): Promise<{ acknowledged: number; lost: number }> {
    const topic = await createTopic();
    const options = { brokers: kafka.brokers, clientId: 'fail-over', deadlineMs: 40_000 };
    // Repeats for as long as kafkajs does by default, because the loss needs a `send` that is still being repeated when the
    // leader moves.
    const publisher = new KafkaPublisher(options, { rules, sendRetries: 40 });
    const referrals = (call: number): readonly OutgoingMessage[] =>
      oneTo(40).flatMap((number) => caseMessages(topic, `case-${call}-${number}`, 1));
    const acknowledged = new Set<string>();
    const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
      const outcomes = await publisher.publish(messages);
      messages.forEach(({ headers }, index) => {
        if (outcomes[index]?.status === 'acknowledged') acknowledged.add(headers['ce_id'] ?? '');
      });
    };

    await publish(referrals(1));
    await kafka.nodes[VICTIM]?.kill('SIGSTOP');
    const inFlight = publish(referrals(2));
    await sleep(700);
    await kafka.nodes[VICTIM]?.kill('SIGKILL');
    await inFlight;
    await publish(referrals(3));
    await publisher.close();
    const lost = await countMissing(topic, acknowledged);
    await kafka.nodes[VICTIM]?.start();
    return { acknowledged: acknowledged.size, lost };
  }

  async function countMissing(topic: string, acknowledged: ReadonlySet<string>): Promise<number> {
    const missing = new Set(acknowledged);
    const groupId = uniqueName('fail-over');
    const consumer = new BatchConsumer({ brokers: kafka.brokers, clientId: 'fail-over', groupId, topics: [topic] });
    consumer.start(async ({ messages }) => messages.forEach((message) => missing.delete(idOf(message))));
    try {
      await until('the topic is read to its end', async () => {
        const partitions = await admin.lag(groupId, [topic]);
        return partitions.length === REPLICAS.length && partitions.every(({ committed, end, lag }) => lag === 0n && committed === end);
      }, 30_000);
    } finally {
      await consumer.close();
    }
    return missing.size;
  }

  it('and nothing that was acknowledged is lost', async () => {
    expect(await publishThroughDeath(guardedSends)).toEqual({ acknowledged: 120, lost: 0 });
  }, 90_000);

  it('and without the rule of one partition per send, and the check of its answer, some would be (negative control)', async () => {
    // The loss needs an answer that arrives before the leader is found dead. Now and then it does not, so the attempt is
    // repeated.
    let lost = 0;
    for (let attempt = 0; attempt < ATTEMPTS && lost === 0; attempt += 1) ({ lost } = await publishThroughDeath(unguardedSends));
    expect(lost).toBeGreaterThan(0);
  }, 240_000);
});
