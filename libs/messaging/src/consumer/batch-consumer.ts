import { crashPoint } from '#libs/kernel';
import { Logger } from '#libs/observability';
import { backOff, pause } from '../bounded.js';
import { DURABILITY } from '../durability.js';
import { failureReason, isFatal } from '../kafka/errors.js';
import type { KafkaConnection } from '../kafka/kafka-client.js';
import { BatchRunner } from './batch-runner.js';
import { AttemptEnded, ConsumerAttempt, type AttemptListener } from './consumer-attempt.js';
import {
  HANDLER_LIMIT_MS, type Assignment, type BatchHandler, type ConsumerState, type ConsumerStatus, type MessageConsumer,
} from './message-consumer.js';

export interface BatchConsumerOptions extends KafkaConnection {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly logger?: Logger;
  /** Messages that the handler gets at once, 500 by default. */
  readonly maxBatch?: number;
  /** Milliseconds without a heartbeat after which the group gives our partitions to others. 10,000 by default. */
  readonly sessionTimeoutMs?: number;
  /**
   * The least time in milliseconds between two fetches without a backlog, 0 by default. A lone message never waits for
   * it. Under load it turns several batches into one.
   */
  readonly paceMs?: number;
  /** Partitions handled at the same time, 1 by default. The order within a partition holds for any number. */
  readonly partitionsConsumedConcurrently?: number;
  /** A handler that runs longer than this many milliseconds counts as failed. 300,000 by default. */
  readonly handlerLimitMs?: number;
  /** Pause in milliseconds before a failed batch comes again. It doubles from `baseMs` (250) to `limitMs` (10,000). */
  readonly retryDelay?: { readonly baseMs: number; readonly limitMs: number };
  /** Called each time Kafka refuses this consumer because of rights or settings. The app decides whether to exit. */
  readonly onFatal?: (error: Error) => void;
  readonly onStatus?: (status: ConsumerStatus) => void;
}

const RECONNECT_BASE_MS = 250;
const RECONNECT_LIMIT_MS = 3000;
/**
 * Milliseconds that a refused consumer waits before it retries. It never gives up, because rights can be granted while
 * the process runs.
 */
const REFUSED_RETRY_MS = 30_000;
/** After this many session timeouts without a heartbeat, an attempt counts as hung and another one takes its place. */
const STALLED_SESSIONS = 3;

/** Keeps a consumer connected: before the broker's first start, through its restarts, and through its outages. */
export class BatchConsumer implements MessageConsumer {
  private readonly logger: Logger;
  private readonly sessionTimeoutMs: number;
  private readonly closing = new AbortController();
  private status: ConsumerStatus = 'idle';
  private loop: Promise<void> | undefined;
  private attempt: ConsumerAttempt | undefined;
  private runner: BatchRunner | undefined;
  private assignment: Assignment = [];
  private lastHeartbeatAt: Date | undefined;
  private lastFailure: string | undefined;
  private reconnects = 0;
  /** Failures in a row since the consumer last joined its group. */
  private failures = 0;

  constructor(private readonly options: BatchConsumerOptions) {
    if (options.topics.length === 0) throw new Error(`consumer group ${options.groupId} has no topic to consume: a bug`);
    this.logger = options.logger ?? Logger.silent;
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? DURABILITY.sessionTimeoutMs;
  }

  start(handler: BatchHandler): void {
    if (this.loop !== undefined) throw new Error(`consumer group ${this.options.groupId} was started twice: a bug`);
    if (this.closing.signal.aborted) return;
    this.runner = new BatchRunner(handler, this.runnerOptions(), this.logger);
    this.loop = this.keepConsuming(this.runner);
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.runner?.endPauses();
    this.attempt?.stop(new AttemptEnded('closed'));
    await this.loop;
    this.changeStatus('closed');
  }

  state(): ConsumerState {
    const member = this.status === 'running' || this.status === 'rebalancing';
    const silentMs = Date.now() - (this.lastHeartbeatAt?.getTime() ?? 0);
    return {
      status: this.status,
      running: member && (silentMs < this.sessionTimeoutMs || this.runner?.busy === true),
      groupId: this.options.groupId,
      assignedPartitions: this.assignment,
      retryingPartitions: this.runner?.retrying ?? [],
      lastBatchAt: this.runner?.lastBatchAt,
      lastHeartbeatAt: this.lastHeartbeatAt,
      reconnects: this.reconnects,
      lastFailure: this.lastFailure,
    };
  }

  private runnerOptions() {
    return {
      maxBatch: this.options.maxBatch ?? 500,
      heartbeatEveryMs: Math.max(250, Math.floor(this.sessionTimeoutMs / 8)),
      handlerLimitMs: this.options.handlerLimitMs ?? HANDLER_LIMIT_MS,
      paceMs: this.options.paceMs ?? 0,
      retryDelay: this.options.retryDelay ?? { baseMs: 250, limitMs: 10_000 },
    };
  }

  private async keepConsuming(runner: BatchRunner): Promise<void> {
    for (let first = true; !this.closing.signal.aborted; first = false) {
      if (!first) this.reconnects += 1;
      if (this.status !== 'failed') this.changeStatus('connecting');
      const reason = await this.consumeOnce(runner);
      this.assignment = [];
      if (this.closing.signal.aborted) return;
      await pause(this.afterFailure(reason), this.closing.signal);
    }
  }

  private async consumeOnce(runner: BatchRunner): Promise<Error> {
    const settings = {
      ...this.options,
      sessionTimeoutMs: this.sessionTimeoutMs,
      partitionsConsumedConcurrently: this.options.partitionsConsumedConcurrently ?? 1,
    };
    const attempt = new ConsumerAttempt(settings, runner, this.listener(runner), this.logger);
    this.attempt = attempt;
    const watchdog = setInterval(() => this.endWhenStalled(attempt, runner), this.sessionTimeoutMs);
    try {
      return await attempt.live();
    } finally {
      clearInterval(watchdog);
      this.attempt = undefined;
    }
  }

  private listener(runner: BatchRunner): AttemptListener {
    return {
      joined: (assignment) => {
        crashPoint('consumer.joined');
        this.assignment = assignment;
        runner.joined(assignment);
        this.lastHeartbeatAt = new Date();
        this.lastFailure = undefined;
        this.failures = 0;
        const partitions = assignment.reduce((sum, { partitions }) => sum + partitions.length, 0);
        if (this.status !== 'running') this.logger.info('consumer.joined', { group: this.options.groupId, partitions });
        this.changeStatus('running');
      },
      rebalancing: () => this.changeStatus('rebalancing'),
      heartbeat: () => {
        this.lastHeartbeatAt = new Date();
      },
    };
  }

  private endWhenStalled(attempt: ConsumerAttempt, runner: BatchRunner): void {
    const silentMs = Date.now() - (this.lastHeartbeatAt?.getTime() ?? Date.now());
    const member = this.status === 'running' || this.status === 'rebalancing';
    if (member && !runner.busy && silentMs > STALLED_SESSIONS * this.sessionTimeoutMs) {
      attempt.stop(new AttemptEnded('no heartbeat for several session timeouts'));
    }
  }

  /** Records and reports a failure. @returns the pause in milliseconds before the next attempt. */
  private afterFailure(error: Error): number {
    const { groupId } = this.options;
    this.failures += 1;
    this.lastFailure = failureReason(error);
    const fields = { group: groupId, code: this.lastFailure, failures: this.failures };
    if (isFatal(error)) {
      const known = this.status === 'failed';
      this.changeStatus('failed');
      if (!known) {
        this.logger.error('consumer.refused', fields, error);
        this.options.onFatal?.(error);
      }
      return REFUSED_RETRY_MS;
    }
    this.changeStatus('disconnected');
    // The first two attempts after a broker's start often fail with "the coordinator is loading", which needs no warning.
    if (this.failures === 3 || this.failures % 20 === 0) this.logger.warn('consumer.disconnected', fields, error);
    return backOff(this.failures, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS);
  }

  private changeStatus(status: ConsumerStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.options.onStatus?.(status);
  }
}
