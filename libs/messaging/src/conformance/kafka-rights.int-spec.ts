import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { rightsOf, Topics } from '#libs/contracts';
import { freePorts } from '#libs/local-services';
import { makeTemporaryFolder, startTestKafka, TestAuthority, type TestKafka } from '#libs/testing';

import { KafkaRightsAdmin } from '../admin/kafka-rights-admin.js';
import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import type { KafkaCluster } from '../kafka/kafka-client.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { caseMessages, until } from './recipient-fixture.js';

const [CSC, ICB] = ['northshire-csc', 'northshire-icb'];
const AGENCIES = [CSC, ICB];
const topics = new Topics();
const ALL = topics.catalogue(AGENCIES);

const of = (kind: 'referral' | 'acknowledgement' | 'ethnicity' | 'notice', ...agencies: readonly string[]) => agencies.map((agency) => topics[kind](agency));
const letters = (app: string) => ALL.map(({ name }) => name).filter((name) => name.endsWith(`.${app}.dlq`));

/** By hand: each client, its group, and all that it may write and read. Everything else is refused. */
const MATRIX: readonly (readonly [principal: string, group: string, writes: readonly string[], reads: readonly string[]])[] = [
  ['referral-publisher', topics.publisherGroup(), [topics.lifecycle(), topics.access(), ...of('referral', CSC, ICB), ...of('notice', CSC, ICB), ...letters('referral-publisher')],
    [topics.lifecycle(), ...of('acknowledgement', CSC, ICB), ...of('ethnicity', CSC, ICB)]],
  ['audit-recorder', topics.recorderGroup(), [topics.access(), ...letters('audit-recorder')], [topics.lifecycle(), topics.access(), ...of('acknowledgement', CSC, ICB), ...of('notice', CSC, ICB)]],
  ['deadline-watch', topics.deadlineGroup(), [topics.access(), ...of('notice', CSC, ICB), ...letters('deadline-watch')], [topics.lifecycle(), ...of('acknowledgement', CSC, ICB), ...of('notice', CSC, ICB)]],
  [CSC, topics.agencyGroup(CSC), [topics.access(), ...of('acknowledgement', CSC), ...of('ethnicity', CSC), ...letters(`agency-node.${CSC}`)], [...of('referral', CSC), ...of('notice', CSC)]],
  [ICB, topics.agencyGroup(ICB), [topics.access(), ...of('acknowledgement', ICB), ...of('ethnicity', ICB), ...letters(`agency-node.${ICB}`)], [...of('referral', ICB), ...of('notice', ICB)]],
  ['audit-portal', 'audit-portal', [], []],
];
/** The broker names no coordinator for a group that the client may not see. */
const REFUSALS: ReadonlySet<string> = new Set(['topic-authorization-failed', 'group-authorization-failed', 'no-coordinator']);
const READABLE = ALL.map(({ name }) => name).filter((name) => !name.endsWith('.dlq') || name === topics.deadLetter(topics.referral(CSC), topics.agencyGroup(CSC)));

async function mayWrite(cluster: KafkaCluster, names: readonly string[]): Promise<readonly string[]> {
  const publisher = new KafkaPublisher({ ...cluster, clientId: 'spec' });
  try {
    const outcomes = await Promise.all(names.map(async (name) => [name, (await publisher.publish(caseMessages(name, 'case', 1)))[0]] as const));
    return outcomes.flatMap(([name, outcome]) => {
      if (outcome?.status === 'acknowledged') return [name];
      // A client that may write no topic is refused before it names one.
      expect([name, outcome?.reason]).toEqual([name, expect.stringMatching(/^(topic|cluster)-authorization-failed$/)]);
      return [];
    });
  } finally {
    await publisher.close();
  }
}

/** Each topic is read in a group of its own, as the programs do that make tables again. */
async function mayRead(cluster: KafkaCluster, group: string, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(async (name, index) => {
    const consumer = new BatchConsumer({ ...cluster, clientId: 'spec', groupId: `${group}.reading-${index}`, topics: [name] });
    let received = 0;
    consumer.start(({ messages }) => Promise.resolve(void (received += messages.length)));
    try {
      await until(`the answer about ${name}`, () => Promise.resolve(received > 0 || REFUSALS.has(consumer.state().lastFailure ?? '')), 60_000);
      return received > 0 ? [name] : [];
    } finally {
      await consumer.close();
    }
  }));
  return found.flat();
}
function sorted(names: readonly string[]): readonly string[] {
  return names.toSorted((one, other) => one.localeCompare(other, 'en'));
}

/** A broker that knows each client by its certificate, with the rights that `exchange topics create` makes. */
describe('the rights of every client on every topic', () => {
  const folder = makeTemporaryFolder('kafka-rights');
  let kafka: TestKafka;
  let admin: KafkaTopicAdmin;
  let rights: KafkaRightsAdmin;
  const clients = new Map<string, KafkaCluster>();

  function write(name: string, text: string): string {
    const path = join(folder.path, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  beforeAll(async () => {
    const authority = await TestAuthority.make('Northshire partnership');
    const authorityFile = write('authority.pem', authority.certificate);
    const broker = await authority.issue('broker', [{ type: 'ip', value: '127.0.0.1' }]);
    const [port = 0] = await freePorts(1);
    kafka = await startTestKafka({ overrides: ({ port: own, controllerPort: controller }) => ({
      // The first listener is for the broker itself and for this test's administrator.
      listeners: `BROKER://127.0.0.1:${own},CONTROLLER://127.0.0.1:${controller},CERTIFICATE://127.0.0.1:${port}`,
      'advertised.listeners': `BROKER://127.0.0.1:${own},CERTIFICATE://127.0.0.1:${port}`,
      'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,CERTIFICATE:SSL',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'super.users': 'User:ANONYMOUS',
      'listener.name.certificate.ssl.keystore.type': 'PEM', 'listener.name.certificate.ssl.keystore.location': write('broker.pem', `${broker.key}\n${broker.certificate}`),
      'listener.name.certificate.ssl.truststore.type': 'PEM', 'listener.name.certificate.ssl.truststore.location': authorityFile,
      'listener.name.certificate.ssl.client.auth': 'required', 'listener.name.certificate.ssl.principal.mapping.rules': 'RULE:^CN=(.*?)$/$1/,DEFAULT',
    }) });
    for (const [principal] of MATRIX) {
      const { certificate, key } = await authority.issue(principal);
      clients.set(principal, { brokers: [`127.0.0.1:${port}`], security: { authorityFile, identityFile: write(`${principal}.pem`, `${key}\n${certificate}`) } });
    }
    admin = new KafkaTopicAdmin({ brokers: kafka.brokers, clientId: 'administrator' });
    rights = new KafkaRightsAdmin({ brokers: kafka.brokers, clientId: 'administrator', starts: topics.starts() });
    await admin.ensureTopics(ALL, { replicationFactor: 1 });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([admin.close(), rights.close()]);
    await kafka.stop();
    folder.remove();
  });

  const clientOf = (principal: string): KafkaCluster => clients.get(principal) ?? { brokers: [] };

  it('are none before they are made', async () => {
    expect(await mayWrite(clientOf('referral-publisher'), ALL.map(({ name }) => name))).toEqual([]);
  }, 60_000);

  it('are made once, and are as needed then', async () => {
    const needed = rightsOf(topics, AGENCIES);
    expect(await rights.ensure(needed)).toMatchObject({ created: needed, removed: [], unchanged: 0, broad: [] });
    expect(await rights.ensure(needed)).toMatchObject({ created: [], removed: [], unchanged: needed.length });
    expect(await rights.compare(needed)).toEqual({ missing: [], unneeded: [], broad: [] });
    // Each topic has a message that a reader can find.
    expect(await mayWrite({ brokers: kafka.brokers }, ALL.map(({ name }) => name))).toHaveLength(ALL.length);
    // The first group makes Kafka create its topic of offsets, and until then no group has a coordinator.
    await admin.rewind('first-group', [topics.lifecycle()], 0);
  }, 60_000);

  it.each(MATRIX)('%s writes and reads what it needs, and nothing else', async (principal, group, writes, reads) => {
    expect(sorted(await mayWrite(clientOf(principal), ALL.map(({ name }) => name)))).toEqual(sorted(writes));
    expect(sorted(await mayRead(clientOf(principal), group, READABLE))).toEqual(sorted(reads));
  }, 120_000);

  it('are taken away from an agency that has left, and from a client that was given one by hand', async () => {
    const needed = rightsOf(topics, [CSC]);
    const report = await rights.ensure(needed);
    if (report === 'unchecked') throw new Error('this Kafka has an authorizer');
    expect(new Set(report.removed.map(({ principal }) => principal))).toContain(ICB);
    expect(await mayWrite(clientOf(ICB), [topics.acknowledgement(ICB)])).toEqual([]);
    expect(await mayWrite(clientOf(CSC), [topics.acknowledgement(CSC)])).toEqual([topics.acknowledgement(CSC)]);
  }, 60_000);
});
