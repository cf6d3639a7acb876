import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { KafkaTopicAdmin } from '#libs/messaging';
import { startTestKafka, testKafkaBrokers, uniqueName, type TestKafka } from '#libs/testing';

import { checkProduction } from './check-production.js';

const read = await readPartnership('infra/partnership/northshire/partnership.yaml');
if (!read.ok) throw new Error('the demonstration partnership is not sound');
const partnership = read.value;

/** The doctor's findings at a real Kafka with the topics of one agency. */
async function findingsAt(brokers: readonly string[]): Promise<readonly string[]> {
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'doctor-test' });
  const topics = new Topics(`${uniqueName('doctor')}.`);
  const needed = topics.catalogue(['northshire-csc']);
  try {
    await admin.ensureTopics(needed, { replicationFactor: 1 });
    const results = await checkProduction({ admin, partnership, needed });
    return results.map(({ status, check }) => `${status} ${check}`).toSorted();
  } finally {
    await admin.deleteTopics(needed.map(({ name }) => name));
    await admin.close();
  }
}

const ONE_BROKER = ['warn min-insync-too-low', 'warn offsets-replication-too-low', 'warn replication-too-low', 'warn too-few-brokers'];

describe('the settings of a real broker', () => {
  it('alone: one copy of everything, and nothing else is wrong with it', async () => {
    expect(await findingsAt(testKafkaBrokers())).toEqual(ONE_BROKER);
  });

  describe('set badly', () => {
    let kafka: TestKafka;
    beforeAll(async () => {
      kafka = await startTestKafka({
        overrides: { 'auto.create.topics.enable': 'true', 'unclean.leader.election.enable': 'true', 'group.max.session.timeout.ms': '9000' },
      });
    }, 60_000);
    afterAll(() => kafka.stop());

    it('makes topics by itself, lets a replica that is behind lead, refuses our sessions: each is reported', async () => {
      expect(await findingsAt(kafka.brokers)).toEqual(
        // Unclean election twice: of the broker, and of the topics that inherit it.
        [...ONE_BROKER, 'warn auto-create-topics', 'warn session-timeout-refused', 'warn unclean-election', 'warn unclean-election'].toSorted(),
      );
    });
  });
});
