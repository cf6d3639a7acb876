import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { startTestKafka, type TestKafka } from './index.js';

const TOPIC = 'safeguarding.lifecycle.v1';

describe('a Kafka that a test may break', () => {
  let kafka: TestKafka;
  let admin: KafkaTopicAdmin;
  let publisher: KafkaPublisher;

  beforeAll(async () => {
    kafka = await startTestKafka();
    const connection = { brokers: kafka.brokers, clientId: 'spec' };
    admin = new KafkaTopicAdmin(connection);
    publisher = new KafkaPublisher(connection);
    await admin.ensureTopics([{ name: TOPIC, partitions: 1, settings: {} }], { replicationFactor: 1 });
  }, 60_000);
  afterAll(async () => {
    await publisher?.close();
    await admin?.close();
    await kafka?.stop();
  });

  async function publish(subject: string): Promise<string | undefined> {
    const [outcome] = await publisher.publish([{ topic: TOPIC, key: 'case', headers: { ce_subject: subject }, value: Buffer.from('{}') }]);
    return outcome?.status === 'acknowledged' ? outcome.offset : outcome?.reason;
  }

  it('keeps what it acknowledged through a kill -9, on the same port', async () => {
    expect(await publish('first')).toBe('0');
    const [node] = kafka.nodes;
    await node?.kill();
    expect(node?.running).toBe(false);

    expect(await node?.start()).toMatchObject({ ok: true });
    expect(await publish('second')).toBe('1');
  }, 60_000);

  it('and through an orderly stop', async () => {
    const [node] = kafka.nodes;
    await node?.stop();
    expect(node?.pid).toBeUndefined();
    expect(await node?.start()).toMatchObject({ ok: true });
    expect(await publish('third')).toBe('2');
  }, 60_000);

  it('has only the topics that were made', async () => {
    expect(await admin.describe(['safeguarding.lifecycle.v1', 'safeguarding.lifecycle.v2'])).toHaveLength(1);
  });
});
