import { describe, expect, it } from '@jest/globals';

import { readEnvironment } from './read-environment.js';

const OFFSET_EXPECTED = 'EXCHANGE_CLOCK_OFFSET must be left unset unless EXCHANGE_MODE is test, and then an ISO 8601 duration of days, hours, minutes and '
  + 'seconds such as P3DT2H or -PT90M.';

describe('the environment of npm start', () => {
  it.each([
    { EXCHANGE_CLOCK_OFFSET: 'P4D' },
    { EXCHANGE_CLOCK_OFFSET: 'P4D', EXCHANGE_MODE: 'production' },
    { EXCHANGE_CLOCK_OFFSET: 'four days', EXCHANGE_MODE: 'test' },
  ])('refuses a moved clock as the apps do: %j', (environment) => {
    expect(readEnvironment(environment)).toEqual({ ok: false, error: [OFFSET_EXPECTED] });
  });

  it('refuses a mode that there is not, and crash points, which belong to one program', () => {
    expect(readEnvironment({ EXCHANGE_MODE: 'tset' })).toEqual({ ok: false, error: ['EXCHANGE_MODE must be one of production, test.'] });
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

  it('names the settings of apps that it sets itself', () => {
    const environment = { PARTNERSHIP_FILE: '/mine.yaml', ACCEPT_QUEUE_LIMIT: '5', TOPIC_PREFIX: '', PORT: '80', KAFKA_BROKERS: '127.0.0.1:9092' };
    expect(readEnvironment(environment)).toMatchObject({ ok: true, value: { ignored: ['PARTNERSHIP_FILE', 'ACCEPT_QUEUE_LIMIT'] } });
  });
});
