import type { Consumer } from 'kafkajs';

import type { Logger } from '#libs/observability';

import { bounded } from '../bounded.js';
import { createKafka, type KafkaConnection } from '../kafka/kafka-client.js';
import type { BatchRunner } from './batch-runner.js';
import type { Assignment } from './message-consumer.js';

interface AttemptSettings extends KafkaConnection {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly partitionsConsumedConcurrently: number;
}

/** Receives the reports of an attempt. */
export interface AttemptListener {
  joined(assignment: Assignment): void;
  rebalancing(): void;
  heartbeat(): void;
}

const REQUEST_TIMEOUT_MS = 10_000;
/**
 * Milliseconds that a fetch waits for messages. It is short, because a lone message waits as long behind an idle
 * partition.
 */
const MAX_WAIT_MS = 100;
/**
 * Milliseconds between heartbeats. A member learns of a rebalance by a heartbeat, so a new member waits as long for its
 * partitions.
 */
const HEARTBEAT_MS = 1000;
const COMMIT_LIMIT_MS = 2000;
const DISCONNECT_LIMIT_MS = 10_000;
const CRASH_FOLLOWS_MS = 5000;
const START_LIMIT_MS = 15_000;

/** The error of an attempt that was ended from outside. */
export class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded';
}

/**
 * One life of a kafkajs consumer: it connects, joins and consumes until it crashes or {@link stop} ends it.
 *
 * A new attempt with a new client replaces kafkajs's own restart. That restart cannot be stopped reliably, because a
 * close during the restart leaves a consumer without an owner. kafkajs also does not restart after errors that it takes
 * for bugs. Some of those are its own bugs (a TypeError when the only broker goes away).
 */
export class ConsumerAttempt {
  private readonly consumer: Consumer;
  private readonly ended: Promise<Error>;
  private end: (reason: Error) => void = () => {};
  private over = false;

  constructor(
    private readonly settings: AttemptSettings,
    private readonly runner: BatchRunner,
    listener: AttemptListener,
    logger: Logger,
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    this.consumer = createKafka(settings, logger, REQUEST_TIMEOUT_MS).consumer({
      groupId: settings.groupId,
      sessionTimeout: settings.sessionTimeoutMs,
      heartbeatInterval: Math.min(HEARTBEAT_MS, Math.floor(settings.sessionTimeoutMs / 4)),
      maxWaitTimeInMs: MAX_WAIT_MS,
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 6, restartOnFailure: () => Promise.resolve(false) },
    });
    this.listen(listener);
  }

  /** Lives until it crashes or is stopped. @returns the reason. No connection and no handler is left afterwards. */
  async live(): Promise<Error> {
    const starting = this.start().catch((error: unknown) => this.end(asError(error)));
    const reason = await this.ended;
    this.over = true;
    // After a lost connection a commit could only wait, so it is skipped.
    if (reason instanceof AttemptEnded) await bounded(this.runner.commitHandled(), COMMIT_LIMIT_MS);
    await bounded(this.consumer.disconnect(), DISCONNECT_LIMIT_MS);
    await this.runner.idle();
    this.runner.leftGroup();
    await bounded(starting, START_LIMIT_MS);
    // Disconnect once more, because a connection may have been opened during the first disconnect.
    await bounded(this.consumer.disconnect(), DISCONNECT_LIMIT_MS);
    return reason;
  }

  stop(reason: Error): void {
    this.over = true;
    this.end(reason);
  }

  private async start(): Promise<void> {
    await this.consumer.connect();
    if (this.over) return;
    // From the beginning, because a new group must receive the messages published before its first member joined.
    await this.consumer.subscribe({ topics: [...this.settings.topics], fromBeginning: true });
    if (this.over) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.settings.partitionsConsumedConcurrently,
      eachBatch: this.runner.eachBatch,
    });
  }

  private listen(listener: AttemptListener): void {
    const { events } = this.consumer;
    this.consumer.on(events.GROUP_JOIN, ({ payload }) => {
      if (this.over) return;
      const assignment = Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
      listener.joined(assignment);
    });
    this.consumer.on(events.REBALANCING, () => {
      if (!this.over) listener.rebalancing();
    });
    this.consumer.on(events.HEARTBEAT, () => listener.heartbeat());
    this.consumer.on(events.CRASH, ({ payload }) => this.end(payload.error));
    // A crash first emits STOP and then its reason. A STOP without a reason ends the attempt as well.
    this.consumer.on(events.STOP, () => {
      setTimeout(() => this.end(new AttemptEnded('the consumer stopped without a reason')), CRASH_FOLLOWS_MS).unref();
    });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new AttemptEnded('the consumer ended for an unknown reason');
}
