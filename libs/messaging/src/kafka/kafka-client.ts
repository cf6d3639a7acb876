import type { Kafka as KafkaClient, RetryOptions } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { Kafka, logLevel } from './kafkajs.js';
import { filteredLogCreator } from './log-filter.js';

/** The brokers' addresses, and the name of the client. */
export interface KafkaConnection {
  /** `host:port` of one or more brokers. The client learns the other brokers from them. */
  readonly brokers: readonly string[];
  /** Appears in the broker's own logs and quotas. */
  readonly clientId: string;
}

/**
 * kafkajs's own retries are few and short, because every part of this library has its own retry loop around them.
 * kafkajs's nested retries multiply (a `send` retries, and inside it a reconnect retries), so a long inner loop would
 * exceed the limits of the outer one.
 */
const CONNECTION_RETRY: RetryOptions = { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 1000, retries: 2 };
const CONNECTION_TIMEOUT_MS = 2000;

/**
 * Creates one kafkajs client. Every producer, consumer and admin gets its own client: kafkajs keeps committed offsets
 * and connection state per client, and replacing the whole client is the only sure way to recover from a broken one.
 */
export function createKafka(connection: KafkaConnection, logger: Logger, requestTimeoutMs: number): KafkaClient {
  return new Kafka({
    brokers: [...connection.brokers],
    clientId: connection.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry: CONNECTION_RETRY,
    logLevel: logLevel.WARN,
    logCreator: filteredLogCreator(logger),
  });
}
