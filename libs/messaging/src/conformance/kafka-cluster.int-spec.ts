import { Logger } from '#libs/observability';
import { startTestKafka, type TestKafka } from '#libs/testing';

import { createKafka } from '../kafka/kafka-client.js';
import type { Cluster } from './conformance-driver.js';
import { KafkaDriver } from './kafka-driver.js';
import { messagingConformance } from './messaging-conformance.js';
import { until } from './recipient-fixture.js';

async function driverWithThreeBrokers(): Promise<KafkaDriver> {
  const kafka = await startTestKafka({ nodes: 3 });
  return new KafkaDriver(kafka.brokers, { cluster: clusterOf(kafka), replicationFactor: 3, end: () => kafka.stop() });
}

function clusterOf(kafka: TestKafka): Cluster {
  const nodeOf = (id: number) => {
    const node = kafka.nodes.find((each) => each.id === id);
    if (node === undefined) throw new Error(`there is no broker ${id}`);
    return node;
  };
  const down = async (id: number, how: 'kill' | 'stop') => {
    const node = nodeOf(id);
    await node[how]();
    return async () => {
      const started = await node.start();
      if (!started.ok) throw new Error(started.error.message);
    };
  };
  return {
    isolateLeader: async (topic) => {
      const node = nodeOf(await leaderOf(kafka, topic, 0));
      await node.kill('SIGSTOP');
      return async () => {
        await node.kill('SIGCONT');
        await everyReplicaBack(kafka, topic);
      };
    },
    killLeader: async (topic) => down(await leaderOf(kafka, topic, 0), 'kill'),
    stopLeader: async (topic) => down(await leaderOf(kafka, topic, 0), 'stop'),
    killCoordinator: async (groupId) => down(await coordinatorOf(kafka, groupId), 'kill'),
  };
}

/** The coordinator of a group leads the partition of its offsets: Java's hash of the group id, modulo the partitions. */
async function coordinatorOf(kafka: TestKafka, groupId: string): Promise<number> {
  const offsets = '__consumer_offsets';
  const partitions = await partitionsOf(kafka, offsets);
  const hash = [...groupId].reduce((sum, letter) => (Math.imul(31, sum) + (letter.codePointAt(0) ?? 0)) | 0, 0);
  return leaderOf(kafka, offsets, (hash & 0x7f_ff_ff_ff) % partitions.length);
}

async function leaderOf(kafka: TestKafka, topic: string, partition: number): Promise<number> {
  const found = (await partitionsOf(kafka, topic)).find(({ partitionId }) => partitionId === partition);
  if (found === undefined) throw new Error(`${topic} has no partition ${partition}`);
  return found.leader;
}

/** Otherwise the next test would start with a broker that is behind. */
async function everyReplicaBack(kafka: TestKafka, topic: string): Promise<void> {
  await until('all replicas are in sync', async () => (await partitionsOf(kafka, topic)).every(({ isr }) => isr.length === 3), 60_000);
}

async function partitionsOf(kafka: TestKafka, topic: string) {
  const admin = createKafka({ brokers: kafka.brokers, clientId: 'conformance' }, Logger.silent, 10_000).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions ?? [];
  } finally {
    await admin.disconnect();
  }
}

messagingConformance('three brokers of Kafka', driverWithThreeBrokers, ['publishing', 'consuming', 'groups', 'cluster']);
