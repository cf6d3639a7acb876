import { Topics, type OutgoingMessage } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { BatchConsumer, KafkaPublisher, KafkaTopicAdmin, type KafkaCluster } from '#libs/messaging';

import { eventually, type SandboxDescription } from './exchange-desk.js';

/** The identity that the sandbox gave the node of an agency, and that the agency's own client has as well. */
export function clusterOfAgency({ kafka: { brokers }, environments }: SandboxDescription, agency: string): KafkaCluster {
  const { KAFKA_TLS_AUTHORITY_FILE: authorityFile, KAFKA_TLS_IDENTITY_FILE: identityFile } = environments[`agency-node ${agency}`] ?? {};
  if (authorityFile === undefined || identityFile === undefined) throw new Error(`the node of ${agency} has no identity`);
  return { brokers, security: { authorityFile, identityFile } };
}

/** Whether a client gets an answer at all. */
export async function reachesKafka(cluster: KafkaCluster): Promise<boolean> {
  const admin = new KafkaTopicAdmin({ ...cluster, clientId: 'journey', deadlineMs: 10_000 });
  try {
    return (await admin.brokers()) > 0;
  } catch {
    return false;
  } finally {
    await admin.close();
  }
}

/** The reason why Kafka refuses a message; `acknowledged` where it does not. */
export async function writing(cluster: KafkaCluster, topic: string): Promise<string> {
  const message: OutgoingMessage = { topic, key: 'journey', value: Buffer.from('{}'), headers: {} };
  const publisher = new KafkaPublisher({ ...cluster, clientId: 'journey' });
  try {
    const [outcome] = await publisher.publish([message]);
    return outcome?.status === 'acknowledged' ? outcome.status : (outcome?.reason ?? 'no outcome');
  } finally {
    await publisher.close();
  }
}

/** `received` as soon as a message of the topic has come, else the reason why none comes. The agency is the one whose group reads. */
export async function reading(cluster: KafkaCluster, { kafka: { topicPrefix } }: SandboxDescription, agency: string, topic: string): Promise<string> {
  const consumer = new BatchConsumer({ ...cluster, clientId: 'journey', groupId: `${new Topics(topicPrefix).agencyGroup(agency)}.journey-${newId()}`, topics: [topic] });
  let received = false;
  consumer.start(() => Promise.resolve(void (received = true)));
  try {
    return await eventually(() => Promise.resolve(received ? 'received' : (consumer.state().lastFailure ?? '')), (known) => /received|authorization-failed/.test(known), 60_000);
  } finally {
    await consumer.close();
  }
}
