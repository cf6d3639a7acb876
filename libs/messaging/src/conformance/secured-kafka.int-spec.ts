import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { MessageBatch, OutgoingMessage } from '#libs/contracts';
import { freePorts, type KafkaInstallation } from '#libs/local-services';
import { Logger } from '#libs/observability';
import { makeTemporaryFolder, startTestKafka, TestAuthority, testKafkaInstallation, uniqueName, type TestKafka } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { BatchConsumer } from '../consumer/batch-consumer.js';
import { failureReason } from '../kafka/errors.js';
import { createKafka, type KafkaCluster } from '../kafka/kafka-client.js';
import { KafkaCertificates } from '../kafka/kafka-security.js';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from '../kafka/kafkajs.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { caseMessages, oneTo, until } from './recipient-fixture.js';

const LOOPBACK = [{ type: 'ip', value: '127.0.0.1' }] as const;
const PASSWORD = 'a-password-of-this-test';
const run = promisify(execFile);

async function send(cluster: KafkaCluster, messages: readonly OutgoingMessage[]): Promise<readonly string[]> {
  const publisher = new KafkaPublisher({ ...cluster, clientId: 'spec' });
  try {
    return (await publisher.publish(messages)).map((outcome) => (outcome.status === 'acknowledged' ? 'acknowledged' : outcome.reason));
  } finally {
    await publisher.close();
  }
}

async function connectionFailure(cluster: KafkaCluster): Promise<string> {
  const admin = createKafka({ ...cluster, clientId: 'spec' }, Logger.silent, 5_000).admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return 'connected';
  } catch (error) {
    return failureReason(error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** A broker that knows its clients by certificate or by password, and allows each what a rule says. */
describe('a Kafka that asks its clients who they are', () => {
  const folder = makeTemporaryFolder('secured-kafka');
  const topic = uniqueName('northshire-csc');
  const foreign = uniqueName('northshire-icb');
  const group = uniqueName('northshire-csc-group');
  const visible = uniqueName('visible-group');
  let kafka: TestKafka;
  let authority: TestAuthority;
  let certificates: KafkaCluster;
  let passwords: KafkaCluster;
  let plain: KafkaTopicAdmin;

  function write(name: string, text: string): string {
    const path = join(folder.path, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  async function identity(name: string, from = authority): Promise<string> {
    const { certificate, key } = await from.issue(name);
    return write(`${name}.pem`, `${key}\n${certificate}`);
  }

  beforeAll(async () => {
    authority = await TestAuthority.make('Northshire partnership');
    const authorityFile = write('authority.pem', authority.certificate);
    const broker = await authority.issue('broker', LOOPBACK);
    const [byCertificate = 0, byPassword = 0] = await freePorts(2);
    const listener = (name: string): Readonly<Record<string, string>> => ({
      [`listener.name.${name}.ssl.keystore.type`]: 'PEM', [`listener.name.${name}.ssl.keystore.location`]: write('broker.pem', `${broker.key}\n${broker.certificate}`),
      [`listener.name.${name}.ssl.truststore.type`]: 'PEM', [`listener.name.${name}.ssl.truststore.location`]: authorityFile,
    });
    kafka = await startTestKafka({ overrides: ({ port: own, controllerPort: controller }) => ({
      // The first listener is for the broker itself and for this test's administrator.
      listeners: `BROKER://127.0.0.1:${own},CONTROLLER://127.0.0.1:${controller},CERTIFICATE://127.0.0.1:${byCertificate},PASSWORD://127.0.0.1:${byPassword}`,
      'advertised.listeners': `BROKER://127.0.0.1:${own},CERTIFICATE://127.0.0.1:${byCertificate},PASSWORD://127.0.0.1:${byPassword}`,
      'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,CERTIFICATE:SSL,PASSWORD:SASL_SSL',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'super.users': 'User:ANONYMOUS',
      ...listener('certificate'), 'listener.name.certificate.ssl.client.auth': 'required',
      'listener.name.certificate.ssl.principal.mapping.rules': 'RULE:^CN=(.*?)$/$1/,DEFAULT',
      ...listener('password'), 'listener.name.password.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.password.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    }) });
    plain = new KafkaTopicAdmin({ brokers: kafka.brokers, clientId: 'administrator' });
    await plain.ensureTopics([topic, foreign].map((name) => ({ name, partitions: 1, settings: {} })), { replicationFactor: 1 });
    await allow('User:northshire-csc');
    await addUser(await testKafkaInstallation(), kafka.brokers.join(','));
    certificates = { brokers: [`127.0.0.1:${byCertificate}`], security: { authorityFile, identityFile: await identity('northshire-csc') } };
    passwords = { brokers: [`127.0.0.1:${byPassword}`], security: { authorityFile, loginFile: write('login', `northshire-csc:${PASSWORD}\n`) } };
  }, 90_000);
  afterAll(async () => {
    await plain.close();
    await kafka.stop();
    folder.remove();
  });

  /** Its own topic and group, and the sight of another group. */
  async function allow(principal: string): Promise<void> {
    const admin = createKafka({ brokers: kafka.brokers, clientId: 'administrator' }, Logger.silent, 10_000).admin();
    await admin.connect();
    const rule = { principal, host: '*', permissionType: AclPermissionTypes.ALLOW, resourcePatternType: ResourcePatternTypes.LITERAL };
    await admin.createAcls({ acl: [
      { ...rule, resourceType: AclResourceTypes.TOPIC, resourceName: topic, operation: AclOperationTypes.READ },
      { ...rule, resourceType: AclResourceTypes.TOPIC, resourceName: topic, operation: AclOperationTypes.WRITE },
      { ...rule, resourceType: AclResourceTypes.GROUP, resourceName: group, operation: AclOperationTypes.READ },
      { ...rule, resourceType: AclResourceTypes.GROUP, resourceName: visible, operation: AclOperationTypes.DESCRIBE },
    ] });
    await admin.disconnect();
  }

  /** kafkajs cannot set passwords, so Kafka's own tool does. */
  async function addUser({ java, jarsDir }: KafkaInstallation, brokers: string): Promise<void> {
    await run(java.executable, ['-classpath', [join(jarsDir, '*')].join(delimiter), 'kafka.admin.ConfigCommand', '--bootstrap-server', brokers, '--alter',
      '--add-config', `SCRAM-SHA-512=[password=${PASSWORD}]`, '--entity-type', 'users', '--entity-name', 'northshire-csc'], { cwd: folder.path });
  }

  /** Why a consumer does not get into a group. */
  async function joinFailure(groupId: string): Promise<string | undefined> {
    const consumer = new BatchConsumer({ ...certificates, clientId: 'spec', groupId, topics: [topic] });
    consumer.start(() => Promise.reject(new Error('nothing may arrive')));
    try {
      await until('the consumer has a failure', () => Promise.resolve(consumer.state().lastFailure !== undefined), 30_000);
      return consumer.state().lastFailure;
    } finally {
      await consumer.close();
    }
  }

  it.each([['certificate', () => certificates], ['password', () => passwords]] as const)('lets an agency that proves its name by %s write and read its own topic', async (_, cluster) => {
    const sent = oneTo(3).map((n) => caseMessages(topic, `case ${n}`, 1)).flat();
    expect(await send(cluster(), sent)).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);
    const received: MessageBatch[] = [];
    const consumer = new BatchConsumer({ ...cluster(), clientId: 'spec', groupId: group, topics: [topic] });
    consumer.start((batch) => Promise.resolve(void received.push(batch)));
    try {
      await until('the messages came back', () => Promise.resolve(received.flatMap(({ messages }) => messages).length >= 3), 30_000);
    } finally {
      await consumer.close();
    }
  }, 60_000);

  it('refuses it the topic and the group of another agency, with the reason', async () => {
    expect(await send(certificates, caseMessages(foreign, 'case', 1))).toEqual(['topic-authorization-failed']);
    expect(await joinFailure(visible)).toBe('group-authorization-failed');
    // kafkajs hides why it finds no coordinator, and the broker names none for a group that the client may not see.
    expect(await joinFailure(uniqueName('another-group'))).toBe('no-coordinator');
  }, 60_000);

  it('is not reached by a client without a certificate, with a stranger\'s, with a wrong password, or that trusts another authority', async () => {
    const { authorityFile } = certificates.security ?? { authorityFile: '' };
    const stranger = await TestAuthority.make('Northshire partnership');
    expect(await connectionFailure({ ...certificates, security: { authorityFile } })).toBe('tls-refused');
    expect(await connectionFailure({ ...certificates, security: { authorityFile, identityFile: await identity('stranger', stranger) } })).toBe('tls-refused');
    expect(await connectionFailure({ ...passwords, security: { authorityFile, loginFile: write('wrong', `northshire-csc:${PASSWORD}x`) } })).toBe('authentication-failed');
    expect(await connectionFailure({ ...certificates, security: { ...certificates.security, authorityFile: write('stranger-authority.pem', stranger.certificate) } })).toBe('tls-refused');
    expect(await connectionFailure({ brokers: certificates.brokers })).not.toBe('connected');
  }, 60_000);

  it('takes a renewed certificate for the next connection, and keeps the last good one while a file is half-written', async () => {
    const security = { authorityFile: certificates.security?.authorityFile ?? '', identityFile: await identity('renewed') };
    const held = new KafkaCertificates(security, Logger.silent);
    const first = held.context();
    expect(held.context()).toBe(first);
    await identity('renewed');
    const second = held.context();
    expect(second).not.toBe(first);
    writeFileSync(security.identityFile, '-----BEGIN PRIVATE KEY-----\nhalf');
    expect(held.context()).toBe(second);
    rmSync(security.identityFile);
    expect(held.context()).toBe(second);
    expect(() => new KafkaCertificates(security, Logger.silent).context()).toThrow();
  });
});
