import type { Kafka as KafkaClient, RetryOptions } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { Kafka, logLevel } from './kafkajs.js';
import { filteredLogCreator } from './log-filter.js';

/** Where Kafka is and who is asking. */
export interface KafkaConnection {
  /** `host:port` of one or more brokers; the rest of the cluster is learnt from them. */
  readonly brokers: readonly string[];
  /** Shown in the broker's own logs and quotas. */
  readonly clientId: string;
}

/**
 * Short, because every part of this library has a retry loop of its own above kafkajs's: its nested retries multiply
 * (a `send` retries, inside it a reconnect retries), and a long inner loop would make the outer bounds meaningless.
 */
const CONNECTION_RETRY: RetryOptions = { initialRetryTime: 100, factor: 0.2, multiplier: 2, maxRetryTime: 1000, retries: 2 };
const CONNECTION_TIMEOUT_MS = 2000;

/**
 * One kafkajs client. Every producer, consumer and admin gets a client of its own: kafkajs keeps committed offsets and
 * connection state per client, and throwing a client away whole is the only sure way out of a broken one.
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
