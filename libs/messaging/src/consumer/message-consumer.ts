import type { MessageBatch } from '#libs/contracts';

/** What a handler may know and do beside its batch. */
export interface BatchProgress {
  /** Offset that the next message of the partition will get, decimal. */
  readonly highWatermark: string;
  /** Messages of the partition behind this batch, decimal. */
  readonly lag: string;
  /**
   * Tells the broker that this consumer is alive. It happens by itself while a handler awaits something; only a handler
   * that computes for seconds without yielding has to call it.
   */
  heartbeat(): Promise<void>;
}

/**
 * Takes one batch: messages of one partition, in offset order. When it resolves, the batch counts as handled, and its
 * offset is committed within a moment; when it rejects, nothing of the batch is, and the same messages come again after a
 * pause. It must expect any message again.
 */
export type BatchHandler = (batch: MessageBatch, progress: BatchProgress) => Promise<unknown>;

/**
 * A handler did not return within its limit. Heartbeats go on while a handler waits, so without a limit a handler that
 * waits for ever would hold its partition for ever while the consumer looks healthy.
 *
 * The consumer does not cancel the call; it hands the batch over again, here or at the next owner of the partition. The
 * late call may therefore take effect beside its retry, and a handler must give one effect to two calls at the same time.
 * The late call commits no offset. ADR 0002 says how the intake meets this.
 */
export class HandlerHung extends Error {
  override readonly name = 'HandlerHung';
  readonly code = 'HANDLER_HUNG';
}

/** Far longer than any batch takes, and than a database lets a statement wait. */
export const HANDLER_LIMIT_MS = 300_000;

/**
 * - `idle`: not started
 * - `connecting`: looking for Kafka or joining the group
 * - `running`: member of the group (perhaps without a partition, when there are more members than partitions)
 * - `rebalancing`: the group is distributing its partitions anew
 * - `disconnected`: Kafka is away or dropped us; trying again by itself
 * - `failed`: refused (rights, settings): somebody has to act; tried again slowly
 * - `closed`: for good
 */
export type ConsumerStatus = 'idle' | 'connecting' | 'running' | 'rebalancing' | 'disconnected' | 'failed' | 'closed';

export type Assignment = readonly { readonly topic: string; readonly partitions: readonly number[] }[];

export interface RetryingPartition {
  readonly topic: string;
  readonly partition: number;
  /** Failures in a row. */
  readonly attempts: number;
}

/** For health pages and metrics. */
export interface ConsumerState {
  readonly status: ConsumerStatus;
  /** True while the broker counts this consumer as a living member of its group. */
  readonly running: boolean;
  readonly groupId: string;
  readonly assignedPartitions: Assignment;
  /** Assigned partitions whose handler failed and that wait for their next attempt. */
  readonly retryingPartitions: readonly RetryingPartition[];
  readonly lastBatchAt: Date | undefined;
  readonly lastHeartbeatAt: Date | undefined;
  /** How often the connection was built anew since the start. */
  readonly reconnects: number;
  /** Short code of the last failure of the connection; never content. */
  readonly lastFailure: string | undefined;
}

/** The port through which batches reach a handler; Kafka and the in-memory broker both offer it. */
export interface MessageConsumer {
  /** Begins to consume in the background. Returns at once, whether or not Kafka is there. Callable once. */
  start(handler: BatchHandler): void;
  /** Waits for the running batches, commits them, leaves the group. Safe at any time and more than once. */
  close(): Promise<void>;
  state(): ConsumerState;
}
