import type { Admin } from 'kafkajs';

import { Logger } from '#libs/observability';

import { bounded, pause, TIMED_OUT } from '../bounded.js';
import { brokerErrorType, mayBeRepeated } from '../kafka/errors.js';
import { createKafka, type KafkaConnection } from '../kafka/kafka-client.js';

export interface AdminOptions extends KafkaConnection {
  readonly logger?: Logger;
  /** A call fails after about this many milliseconds without an answer of Kafka. 15,000 by default. */
  readonly deadlineMs?: number;
}

export const REQUEST_TIMEOUT_MS = 8000;
const RETRY_MS = 200;

/** An administrator's connection, which is made again by itself. */
export class AdminConnection {
  readonly deadlineMs: number;
  private readonly logger: Logger;
  private connecting: Promise<Admin> | undefined;

  constructor(private readonly options: AdminOptions) {
    this.logger = options.logger ?? Logger.silent;
    this.deadlineMs = options.deadlineMs ?? 15_000;
  }

  /** Repeats the request until the deadline, as long as a retry may succeed. The request must be safe to repeat. Rejects when Kafka does not answer. */
  async call<Value>(ask: (admin: Admin) => Promise<Value>): Promise<Value> {
    const deadline = Date.now() + this.deadlineMs;
    for (;;) {
      try {
        return await this.callOnce(ask, deadline - Date.now());
      } catch (error) {
        if (!mayBeRepeated(error) || Date.now() + RETRY_MS >= deadline) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  async close(): Promise<void> {
    await this.discard(this.connecting);
  }

  private async callOnce<Value>(ask: (admin: Admin) => Promise<Value>, limitMs: number): Promise<Value> {
    this.connecting ??= this.connect();
    const used = this.connecting;
    try {
      const answer = await bounded(used.then(ask), limitMs);
      if (answer !== TIMED_OUT) return answer;
      throw new Error(`Kafka at ${this.options.brokers.join(', ')} did not answer within ${this.deadlineMs} ms`);
    } catch (error) {
      // After an answer of the broker the connection is good. After any other error it may be broken.
      if (brokerErrorType(error) === undefined) void this.discard(used);
      throw error;
    }
  }

  private async connect(): Promise<Admin> {
    const admin = createKafka(this.options, this.logger, REQUEST_TIMEOUT_MS).admin();
    await admin.connect();
    return admin;
  }

  private async discard(connecting: Promise<Admin> | undefined): Promise<void> {
    if (this.connecting === connecting) this.connecting = undefined;
    try {
      await (await connecting)?.disconnect();
    } catch {
      // The connection was never opened, or is closed already.
    }
  }
}
