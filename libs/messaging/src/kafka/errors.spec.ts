import { describe, expect, it } from '@jest/globals';

import { failureReason, isFatal, mayBeRepeated } from './errors.js';

const answered = (type: string) => Object.assign(new Error('values may stand here'), { name: 'KafkaJSProtocolError', type });
const wrapped = (cause: Error) => Object.assign(new Error('retries exceeded', { cause }), { name: 'KafkaJSNumberOfRetriesExceeded' });

describe('errors of Kafka', () => {
  it.each([
    [answered('UNKNOWN_TOPIC_OR_PARTITION'), 'unknown-topic'],
    [wrapped(answered('MESSAGE_TOO_LARGE')), 'too-large'],
    [wrapped(wrapped(answered('NOT_ENOUGH_REPLICAS'))), 'not-enough-replicas'],
    [wrapped(Object.assign(new Error('connect ECONNREFUSED'), { name: 'KafkaJSConnectionError' })), 'broker-unavailable'],
    [wrapped(Object.assign(new Error('Request Produce timed out'), { name: 'KafkaJSRequestTimeoutError' })), 'timed-out'],
    [wrapped(answered('LEADER_NOT_AVAILABLE')), 'leader-not-available'],
    [Object.assign(new Error('SASL PLAIN authentication failed'), { name: 'KafkaJSSASLAuthenticationError' }), 'authentication-failed'],
    [new TypeError('values may stand here'), 'client-failed'],
    ['a string', 'client-failed'],
  ])('become a short code without their message (%#)', (error, reason) => {
    expect(failureReason(error)).toBe(reason);
  });

  it('are fatal when only a person can help', () => {
    expect(isFatal(wrapped(answered('GROUP_AUTHORIZATION_FAILED')))).toBe(true);
    expect(isFatal(Object.assign(new Error('x'), { name: 'KafkaJSSASLAuthenticationError' }))).toBe(true);
  });

  it('are not fatal when Kafka is away, is loading, or kafkajs trips over itself', () => {
    expect(isFatal(wrapped(answered('GROUP_LOAD_IN_PROGRESS')))).toBe(false);
    expect(isFatal(answered('UNKNOWN_TOPIC_OR_PARTITION'))).toBe(false);
    expect(isFatal(new TypeError("Cannot read properties of undefined (reading 'connectionPool')"))).toBe(false);
  });

  it('let a request be repeated where the broker is busy or says so, and not where it refuses or is away', () => {
    const timeout = Object.assign(new Error('Request CreateTopics timed out'), { name: 'KafkaJSRequestTimeoutError' });
    expect([timeout, wrapped(timeout), Object.assign(answered('NOT_CONTROLLER'), { retriable: true })].map((error) => mayBeRepeated(error))).toEqual([true, true, true]);
    const away = Object.assign(new Error('connect ECONNREFUSED'), { name: 'KafkaJSConnectionError' });
    expect([Object.assign(answered('TOPIC_AUTHORIZATION_FAILED'), { retriable: false }), away].map((error) => mayBeRepeated(error))).toEqual([false, false]);
  });

  it('end, even when a cause points to itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(isFatal(error)).toBe(false);
  });
});
