import { Kafka, logLevel } from 'kafkajs';

import { topicsOf } from '../shared.js';

const AGENCY = process.env['AGENCY_ID'] ?? '';
const topics = topicsOf('raw');
const kafka = new Kafka({ clientId: `agency-${AGENCY}`, brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), logLevel: logLevel.WARN });
const producer = kafka.producer();
const consumer = kafka.consumer({ groupId: `raw-agency-${AGENCY}`, maxWaitTimeInMs: 100 });

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [topics.referral(AGENCY)] });
const joined = new Promise<void>((resolve) => {
  consumer.on(consumer.events.GROUP_JOIN, () => resolve());
});
await consumer.run({
  eachBatch: async ({ batch }) => {
    const messages = batch.messages.map(({ key, value }) => {
      const { referralId } = JSON.parse(value?.toString('utf8') ?? '{}') as { referralId: string };
      return { key, value: JSON.stringify({ referralId, agency: AGENCY, rung: 'delivered', occurredAt: new Date().toISOString() }) };
    });
    await producer.send({ topic: topics.acknowledgement(AGENCY), acks: -1, messages });
  },
});
await joined;
process.stdout.write('READY\n');
process.once('SIGTERM', () => void consumer.disconnect().then(() => producer.disconnect()));
