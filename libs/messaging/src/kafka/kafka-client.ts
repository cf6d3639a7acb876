import type { Kafka as KafkaClient, RetryOptions } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { Kafka, logLevel } from './kafkajs.js';
import { KafkaCertificates, loginFrom, socketFactory, type KafkaSecurity } from './kafka-security.js';
import { filteredLogCreator } from './log-filter.js';

/** Where a Kafka is, and how its clients are protected. */
export interface KafkaCluster {
  /** `host:port` of one or more brokers. The client learns the other brokers from them. */
  readonly brokers: readonly string[];
  /** Without it connections are plain text, and the client has no name that Kafka could check. */
  readonly security?: KafkaSecurity;
}

/** A cluster, and the name of the client. */
export interface KafkaConnection extends KafkaCluster {
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
export function createKafka({ brokers, clientId, security }: KafkaConnection, logger: Logger, requestTimeoutMs: number): KafkaClient {
  const certificates = security === undefined ? undefined : new KafkaCertificates(security, logger);
  return new Kafka({
    brokers: [...brokers],
    clientId,
    socketFactory: socketFactory(certificates),
    ssl: certificates !== undefined,
    ...(security?.loginFile !== undefined && { sasl: loginFrom(security.loginFile) }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry: CONNECTION_RETRY,
    logLevel: logLevel.WARN,
    logCreator: filteredLogCreator(logger),
  });
}
