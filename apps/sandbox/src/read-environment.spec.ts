import { describe, expect, it } from '@jest/globals';

import { readEnvironment } from './read-environment.js';

const NO_TEST = 'EXCHANGE_CLOCK_OFFSET moves the clock, which only a test may do: set EXCHANGE_MODE=test as well, or unset EXCHANGE_CLOCK_OFFSET.';
const NO_PRODUCTION = 'EXCHANGE_MODE must not be production for npm start, because a sandbox has an issuer that gives a token to every caller. Leave it unset.';
const EXPECTED = 'must be an ISO 8601 duration of days, hours, minutes and seconds such as P3DT2H or -PT90M.';

describe('the environment of npm start', () => {
  it.each([
    [{ EXCHANGE_CLOCK_OFFSET: 'P4D' }, NO_TEST],
    [{ EXCHANGE_CLOCK_OFFSET: 'four days', EXCHANGE_MODE: 'test' }, `EXCHANGE_CLOCK_OFFSET is "four days", and it ${EXPECTED}`],
    [{ EXCHANGE_CLOCK_OFFSET: 'P4', EXCHANGE_MODE: 'test' }, `EXCHANGE_CLOCK_OFFSET is "P4", and it ${EXPECTED}`],
    // As long and mixed as a password: it is not shown.
    [{ EXCHANGE_CLOCK_OFFSET: 'hunter2-correct-horse!', EXCHANGE_MODE: 'test' }, `EXCHANGE_CLOCK_OFFSET ${EXPECTED}`],
  ])('refuses a moved clock in one sentence, as the apps do: %j', (environment, sentence) => {
    expect(readEnvironment(environment)).toEqual({ ok: false, error: [sentence] });
  });

  it('refuses production, because a sandbox gives tokens to every caller', () => {
    expect(readEnvironment({ EXCHANGE_MODE: 'production' })).toEqual({ ok: false, error: [NO_PRODUCTION] });
    expect(readEnvironment({ EXCHANGE_CLOCK_OFFSET: 'P4D', EXCHANGE_MODE: 'production' })).toEqual({ ok: false, error: [NO_TEST, NO_PRODUCTION] });
  });

  it('refuses a mode that there is not, and crash points, which belong to one program', () => {
    expect(readEnvironment({ EXCHANGE_MODE: 'tset' })).toEqual({ ok: false, error: ['EXCHANGE_MODE must be one of production, development, test.'] });
    expect(readEnvironment({ EXCHANGE_TEST_FAULTS: 'relay.after-read', EXCHANGE_MODE: 'test' })).toEqual({
      ok: false,
      error: ['EXCHANGE_TEST_FAULTS must be left unset for npm start, because a crash point belongs to one program and the sandbox starts many.'],
    });
  });

  it('hands a moved clock and the log level on to every app', () => {
    expect(readEnvironment({ EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: 'P4D', LOG_LEVEL: 'debug' })).toMatchObject({
      ok: true, value: { handedOn: { EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: 'P4D', LOG_LEVEL: 'debug' }, ignored: [] },
    });
    expect(readEnvironment({})).toMatchObject({ ok: true, value: { handedOn: { LOG_LEVEL: 'info' } } });
  });

  it('uses certificates for a Kafka that the environment names, and says so where there is none', () => {
    const files = { KAFKA_TLS_AUTHORITY_FILE: '/etc/authority.pem', KAFKA_TLS_IDENTITY_FILE: '/etc/exchange.pem' };
    expect(readEnvironment({ ...files, KAFKA_BROKERS: '127.0.0.1:9092' })).toMatchObject({
      ok: true, value: { settings: { kafkaAuthorityFile: '/etc/authority.pem', kafkaIdentityFile: '/etc/exchange.pem' }, ignored: [] },
    });
    expect(readEnvironment(files)).toMatchObject({ ok: true, value: { ignored: Object.keys(files) } });
    expect(readEnvironment({ KAFKA_BROKERS: '127.0.0.1:9092', KAFKA_LOGIN_FILE: '/etc/login' })).toMatchObject({ ok: false, error: [expect.stringMatching(/^KAFKA_LOGIN_FILE needs KAFKA_TLS_AUTHORITY_FILE/)] });
  });

  it('names the settings of apps that it sets itself', () => {
    const environment = { PARTNERSHIP_FILE: '/mine.yaml', ACCEPT_QUEUE_LIMIT: '5', TOPIC_PREFIX: '', PORT: '80', KAFKA_BROKERS: '127.0.0.1:9092' };
    expect(readEnvironment(environment)).toMatchObject({ ok: true, value: { ignored: ['PARTNERSHIP_FILE', 'ACCEPT_QUEUE_LIMIT'] } });
  });
});
