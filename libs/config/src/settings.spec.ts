import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  agencyNodeSettings,
  allSettings,
  auditPortalSettings,
  auditRecorderSettings,
  cliSettings,
  deadlineWatchSettings,
  describeSettings,
  exampleEnvironment,
  kafkaOf,
  loadSettings,
  publisherSettings,
  renderEnvironmentExample,
  sandboxSettings,
  testModeSettings,
  type SettingsSchema,
} from './index.js';

const complete = {
  TOKEN_ISSUER: 'https://issuer.northshire.example/',
  DATABASE_URL: 'postgresql://publisher:pw@127.0.0.1:5432/exchange',
  KAFKA_BROKERS: '127.0.0.1:9092, kafka.example:9093',
  PARTNERSHIP_FILE: '/etc/exchange/partnership.yaml',
  CASE_KEY_SECRET: 'k'.repeat(32),
};

describe('the settings of a program', () => {
  it('are typed, with defaults for unset keys', () => {
    expect(loadSettings(publisherSettings, complete)).toEqual({
      ok: true,
      value: {
        host: '127.0.0.1',
        port: 4100,
        requestsPerMinute: 12_000,
        logLevel: 'info',
        exchangeMode: 'production',
        tokenIssuer: complete.TOKEN_ISSUER,
        tokenAudience: 'urn:safeguarding-exchange:publisher',
        tokenKeysFile: undefined,
        tokenKeysUrl: undefined,
        tokenAlgorithms: ['ES256', 'EdDSA', 'PS256'],
        tokenOrganisationClaim: 'organisation',
        tokenRolesClaim: 'roles',
        tokenPersonClaim: 'sub',
        tokenKeysKeptForMs: 86_400_000,
        tokenSenderConstrained: 'required',
        publicUrl: undefined,
        databaseUrl: complete.DATABASE_URL,
        databaseSchema: 'referral_publisher',
        databasePoolSize: 5,
        kafkaBrokers: ['127.0.0.1:9092', 'kafka.example:9093'],
        kafkaAuthorityFile: undefined,
        kafkaIdentityFile: undefined,
        kafkaLoginFile: undefined,
        topicPrefix: '',
        partnershipFile: complete.PARTNERSHIP_FILE,
        caseKeySecret: complete.CASE_KEY_SECRET,
        acceptQueueLimit: 2000,
      },
    });
  });

  it('allow test faults in a test configuration only', () => {
    const faults = { EXCHANGE_TEST_FAULTS: 'relay.after-read@2' };
    for (const mode of [{}, { EXCHANGE_MODE: '' }, { EXCHANGE_MODE: 'production' }]) {
      const refused = loadSettings(testModeSettings, { ...faults, ...mode });
      expect(refused.ok ? '' : refused.error[0]?.message).toMatch(/^EXCHANGE_TEST_FAULTS must be left unset unless EXCHANGE_MODE is test/);
    }
    const inTest = loadSettings(testModeSettings, { ...faults, EXCHANGE_MODE: 'test' });
    expect(inTest.ok && inTest.value.testFaults).toEqual([{ point: 'relay.after-read', nth: 2, action: { kind: 'kill' } }]);
    expect(loadSettings(testModeSettings, {})).toEqual({ ok: true, value: { mode: 'production', testFaults: [], clockOffset: 0 } });
  });

  it('listen on the loopback address by default, because a server answers over plain HTTP', () => {
    for (const schema of allSettings) {
      const host = describeSettings(schema).find((setting) => setting.key === 'HOST');
      if (host !== undefined) expect(host.defaultText).toBe('127.0.0.1');
    }
  });

  it('report every problem at once, by key and expectation', () => {
    const outcome = loadSettings(publisherSettings, { PORT: '70000', DATABASE_URL: 'mysql://x', LOG_LEVEL: 'loud', CASE_KEY_SECRET: 'short' });
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect(outcome.error.map(({ key, code }) => `${key} ${code}`).toSorted()).toEqual([
      'CASE_KEY_SECRET invalid',
      'DATABASE_URL invalid',
      'KAFKA_BROKERS missing',
      'LOG_LEVEL invalid',
      'PARTNERSHIP_FILE missing',
      'PORT invalid',
      'TOKEN_ISSUER missing',
    ]);
    expect(outcome.error.find(({ key }) => key === 'PORT')?.message).toBe('PORT must be a port number from 0 to 65535 (0: any free port).');
  });

  it('never show a value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (noise) => {
        const canary = `Amelia!${noise}`;
        const environment = Object.fromEntries(describeSettings(publisherSettings).map(({ key }) => [key, canary]));
        expect(JSON.stringify(loadSettings(publisherSettings, environment))).not.toContain('Amelia!');
      }),
    );
  });

  it('treat an empty value as not set', () => {
    const outcome = loadSettings(publisherSettings, { ...complete, PORT: '', KAFKA_BROKERS: '' });
    expect(outcome.ok ? [] : outcome.error.map(({ key, code }) => [key, code])).toEqual([['KAFKA_BROKERS', 'missing']]);
  });

  it('ignore unknown keys', () => {
    expect(loadSettings(publisherSettings, { ...complete, DATABASE_COLOUR: 'blue', PORTAL: 'x' }).ok).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgresql://127.0.0.1/exchange'],
    ['DATABASE_URL', 'postgresql://user@127.0.0.1'],
    ['DATABASE_URL', `${complete.DATABASE_URL}?sslmode=require`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?sslmode=no-verify`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?ssl=true`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?sslrootcert=/etc/exchange/ca.pem`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?sslmode=verify-full&sslmode=disable`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?sslmode=verify-full&sslcert=/etc/exchange/publisher.pem`],
    ['DATABASE_URL', `${complete.DATABASE_URL}?options=-c%20statement_timeout%3D0`],
    ['KAFKA_BROKERS', '127.0.0.1'],
    ['KAFKA_BROKERS', 'a:1,,b:2'],
    ['TOKEN_ISSUER', 'http://issuer.northshire.example'],
    ['TOKEN_ISSUER', 'issuer.northshire.example'],
    ['TOKEN_KEYS_URL', 'http://issuer.northshire.example/keys'],
    ['TOKEN_ALGORITHMS', 'none'],
    ['TOKEN_ALGORITHMS', 'ES256,HS256'],
    ['TOKEN_AUDIENCE', 'the publisher'],
    ['TOKEN_KEYS_KEPT_FOR', 'PT0S'],
    ['TOKEN_KEYS_KEPT_FOR', '-PT1H'],
    ['TOKEN_SENDER_CONSTRAINED', 'optional'],
    ['TOKEN_SENDER_CONSTRAINED', 'perhaps'],
    ['EXCHANGE_MODE', 'relaxed'],
    ['PORT', '0x10'],
    ['PORT', '4100.5'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_SCHEMA', 'Public; drop schema'],
    ['DATABASE_SCHEMA', 's'.repeat(57)],
    ['TOPIC_PREFIX', 'A B'],
    ['HOST', 'a b'],
  ])('refuse an invalid %s', (key, value) => {
    const outcome = loadSettings(publisherSettings, { ...complete, [key]: value });
    expect(outcome.ok ? [] : outcome.error.map((problem) => problem.key)).toEqual([key]);
  });

  it.each([
    'sslmode=verify-full', 'sslmode=verify-full&sslrootcert=/etc/exchange/ca.pem', 'sslmode=verify-full&sslcert=/etc/a.pem&sslkey=/etc/a.key',
  ])('take a database whose server proves who it is: %s', (parameters) => {
    const databaseUrl = `${complete.DATABASE_URL}?${parameters}`;
    expect(loadSettings(publisherSettings, { ...complete, DATABASE_URL: databaseUrl })).toMatchObject({ ok: true, value: { databaseUrl } });
  });

  it('give a certificate or a password to a broker that proves who it is, and to no other', () => {
    const secured = { ...complete, KAFKA_TLS_AUTHORITY_FILE: '/etc/ca.pem', KAFKA_TLS_IDENTITY_FILE: '/etc/publisher.pem', KAFKA_LOGIN_FILE: '/etc/login' };
    const read = loadSettings(publisherSettings, secured);
    expect(read.ok && kafkaOf(read.value).security).toEqual({ authorityFile: '/etc/ca.pem', identityFile: '/etc/publisher.pem', loginFile: '/etc/login' });
    const plain = loadSettings(publisherSettings, complete);
    expect(plain.ok && kafkaOf(plain.value)).toEqual({ brokers: ['127.0.0.1:9092', 'kafka.example:9093'] });
    for (const key of ['KAFKA_TLS_IDENTITY_FILE', 'KAFKA_LOGIN_FILE']) {
      const refused = loadSettings(publisherSettings, { ...complete, [key]: '/etc/own.pem' });
      expect(refused.ok ? '' : refused.error[0]?.message).toMatch(new RegExp(`^${key} needs KAFKA_TLS_AUTHORITY_FILE, because`));
    }
  });

  it('let tokens count without a proof of possession, and issuers without TLS, in a sandbox or a test only', () => {
    const relaxed = { ...complete, TOKEN_ISSUER: 'http://issuer.example', TOKEN_SENDER_CONSTRAINED: 'optional' };
    for (const mode of ['development', 'test']) {
      expect(loadSettings(publisherSettings, { ...relaxed, EXCHANGE_MODE: mode })).toMatchObject({ ok: true, value: { tokenSenderConstrained: 'optional' } });
    }
    const refused = loadSettings(publisherSettings, { ...complete, TOKEN_SENDER_CONSTRAINED: 'optional' });
    expect(refused.ok ? '' : refused.error[0]?.message).toMatch(/which production refuses, because a stolen token would then be enough: unset it\.$/);
    for (const issuer of ['http://127.0.0.1:4198', 'http://localhost:4198']) expect(loadSettings(publisherSettings, { ...complete, TOKEN_ISSUER: issuer }).ok).toBe(true);
  });

  it('take the keys of the issuer from one place', () => {
    const [TOKEN_KEYS_FILE, TOKEN_KEYS_URL] = ['/etc/exchange/keys.json', 'https://issuer.northshire.example/keys'];
    expect(loadSettings(publisherSettings, { ...complete, TOKEN_KEYS_URL })).toMatchObject({ ok: true, value: { tokenKeysUrl: TOKEN_KEYS_URL } });
    expect(loadSettings(publisherSettings, { ...complete, TOKEN_KEYS_FILE, TOKEN_KEYS_URL })).toMatchObject({ ok: false, error: [{ key: 'TOKEN_KEYS_URL' }] });
  });

  it('give each app an audience of its own, and each node that of its agency', () => {
    const audiences = [auditPortalSettings, auditRecorderSettings, deadlineWatchSettings, publisherSettings, agencyNodeSettings].map((schema) => {
      const read = loadSettings(schema as SettingsSchema<{ readonly tokenAudience: string }>, { ...complete, AGENCY_ID: 'northshire-csc' });
      return read.ok ? read.value.tokenAudience : read.error;
    });
    expect(audiences).toEqual(['portal', 'recorder', 'watch', 'publisher', 'node:northshire-csc'].map((name) => `urn:safeguarding-exchange:${name}`));
    expect(loadSettings(publisherSettings, { ...complete, TOKEN_AUDIENCE: 'https://publisher.example' })).toMatchObject({ ok: true, value: { tokenAudience: 'https://publisher.example' } });
  });

  it("give each agency a schema of its own, named after it", () => {
    const { CASE_KEY_SECRET: _, ...environment } = complete;
    const outcome = loadSettings(agencyNodeSettings, { ...environment, AGENCY_ID: 'northshire-csc' });
    expect(outcome.ok && outcome.value.databaseSchema).toBe('agency_northshire_csc');
    expect(loadSettings(agencyNodeSettings, { ...environment, AGENCY_ID: 'Northshire CSC' }).ok).toBe(false);
  });

  it('of the audit portal name no broker: it only reads the database', () => {
    expect(describeSettings(auditPortalSettings).map(({ key }) => key)).not.toContain('KAFKA_BROKERS');
  });

  it('of the tools may all be absent', () => {
    expect(loadSettings(cliSettings, {})).toMatchObject({ ok: true, value: { topicPrefix: '', sandboxFile: undefined } });
    expect(loadSettings(sandboxSettings, {})).toMatchObject({ ok: true, value: { docker: 'auto', kafkaBrokers: undefined } });
    expect(loadSettings(sandboxSettings, { EXCHANGE_DOCKER: 'perhaps' }).ok).toBe(false);
    expect(loadSettings(cliSettings, { EXCHANGE_AUDIT_URL: 'http://127.0.0.1:4101/' })).toMatchObject({
      ok: true,
      value: { auditUrl: 'http://127.0.0.1:4101' },
    });
  });

  it('are available as a valid example', () => {
    for (const schema of allSettings) expect(loadSettings(schema, exampleEnvironment(schema))).toMatchObject({ ok: true });
  });

  it('cannot be changed after reading', () => {
    const outcome = loadSettings(publisherSettings, complete);
    expect(outcome.ok && Object.isFrozen(outcome.value)).toBe(true);
  });
});

function readTestMode(environment: Record<string, string>) {
  return loadSettings(testModeSettings, environment);
}

describe('the clock of a test configuration', () => {
  it.each([['P3DT2H', 266_400_000], ['-PT90M', -5_400_000], ['PT0.5S', 500], ['-P186D', -16_070_400_000]])('is moved by %s', (text, milliseconds) => {
    expect(readTestMode({ EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: text })).toMatchObject({ ok: true, value: { clockOffset: milliseconds } });
  });

  it.each(['P', 'PT', '3 days', 'P1M', '1000', 'P1W', '--P1D'])('cannot be moved by %j', (text) => {
    expect(readTestMode({ EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: text })).toMatchObject({ ok: false, error: [{ key: 'EXCHANGE_CLOCK_OFFSET' }] });
  });

  it('is refused in production, which is the default', () => {
    for (const mode of [{}, { EXCHANGE_MODE: 'production' }]) {
      expect(readTestMode({ ...mode, EXCHANGE_CLOCK_OFFSET: 'P1D' })).toMatchObject({ ok: false, error: [{ key: 'EXCHANGE_CLOCK_OFFSET', code: 'invalid' }] });
    }
  });
});

describe('.env.example', () => {
  it('agrees with the schemas (npm run docs:env writes it)', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(renderEnvironmentExample(allSettings));
  });

  it('holds no value for a secret', () => {
    const secrets = allSettings.flatMap((schema) => describeSettings(schema)).filter((setting) => setting.secret);
    expect(secrets.length).toBeGreaterThan(5);
    for (const { key } of secrets) expect(renderEnvironmentExample(allSettings)).not.toMatch(new RegExp(`^(# )?${key}=.`, 'm'));
  });
});
