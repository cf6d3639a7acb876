import { describe, expect, it } from '@jest/globals';

import { kafkaEnvironment, loadSettings, sandboxSettings } from '#libs/config';

import { endpointsOf, type ServerKind } from './server.js';

const SECRETS = { id: 'abc123', postgresPassword: 'p', rolePassword: 'r', caseKeySecret: 'c' };

function kafkaOfKind(kafka: ServerKind, environment: Readonly<Record<string, string>> = {}) {
  const settings = loadSettings(sandboxSettings, environment);
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  return endpointsOf({ postgres: 'local', kafka }, settings.value, { dataDir: '/data', portBase: 4100, brokers: 1, secrets: SECRETS }).kafka;
}

describe('how a client reaches the Kafka of a sandbox', () => {
  it('is with a certificate of its own, where the sandbox started it', () => {
    expect(kafkaEnvironment(kafkaOfKind('local')('northshire-csc'))).toEqual({
      KAFKA_BROKERS: '127.0.0.1:4191', KAFKA_TLS_AUTHORITY_FILE: '/data/kafka/certificates/authority.pem',
      KAFKA_TLS_IDENTITY_FILE: '/data/kafka/certificates/identities/northshire-csc.pem',
    });
  });

  it('is in plain text in Docker, and where the environment names a Kafka without certificates', () => {
    expect(kafkaOfKind('docker')('northshire-csc')).toEqual({ brokers: ['127.0.0.1:4191'] });
    expect(kafkaOfKind('external', { KAFKA_BROKERS: 'kafka.example:9092' })('northshire-csc')).toEqual({ brokers: ['kafka.example:9092'] });
  });

  it('is as the environment says for a Kafka that it names, by paths that count in every working directory', () => {
    const environment = { KAFKA_BROKERS: 'kafka.example:9093', KAFKA_TLS_AUTHORITY_FILE: '/etc/authority.pem', KAFKA_TLS_IDENTITY_FILE: 'mine.pem', KAFKA_LOGIN_FILE: '/etc/login' };
    const expected = { ...environment, KAFKA_TLS_IDENTITY_FILE: `${process.cwd()}/mine.pem` };
    for (const principal of ['northshire-csc', 'referral-publisher']) expect(kafkaEnvironment(kafkaOfKind('external', environment)(principal))).toEqual(expected);
  });
});
