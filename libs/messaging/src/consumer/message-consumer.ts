import type { MessageBatch } from '#libs/contracts';

/** The state of a batch's partition, and the heartbeat, for the handler of the batch. */
export interface BatchProgress {
  /** Offset of the partition's next message, decimal. */
  readonly highWatermark: string;
  /** Number of messages of the partition behind this batch, decimal. */
  readonly lag: string;
  /**
   * Sends a heartbeat to the broker. The consumer sends heartbeats by itself while a handler awaits something, so only a
   * handler that computes for seconds without yielding has to call it.
   */
  heartbeat(): Promise<void>;
}

/**
 * Takes one batch: messages of one partition, in offset order. When the promise resolves, the batch counts as handled
 * and its offset is committed within a moment. When it rejects, no message of the batch counts as handled, and the same
 * messages come again after a pause. A handler must expect any message again.
 */
export type BatchHandler = (batch: MessageBatch, progress: BatchProgress) => Promise<unknown>;

/**
 * A handler did not return within its limit. Heartbeats continue while a handler waits. Without a limit, a handler that
 * waits for ever would therefore hold its partition for ever while the consumer looks healthy.
 *
 * The consumer does not cancel the call. It hands the batch over again, or the next owner of the partition does. The
 * late call may therefore take effect beside its retry, so a handler must give one effect to two calls at the same time.
 * The late call commits no offset. ADR 0002 describes how the intake handles this.
 */
export class HandlerHung extends Error {
  override readonly name = 'HandlerHung';
  readonly code = 'HANDLER_HUNG';
}

/** Milliseconds. Far longer than any batch takes, and longer than a database lets a statement wait. */
export const HANDLER_LIMIT_MS = 300_000;

/**
 * - `idle`: not started
 * - `connecting`: looking for Kafka or joining the group
 * - `running`: member of the group (perhaps without a partition, when there are more members than partitions)
 * - `rebalancing`: the group is reassigning its partitions
 * - `disconnected`: Kafka is down or has dropped this consumer, which retries by itself
 * - `failed`: refused (rights, settings). A person has to act; the consumer retries slowly
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

/** State of a consumer, for health pages and metrics. */
export interface ConsumerState {
  readonly status: ConsumerStatus;
  /** True while the broker counts this consumer as a live member of its group. */
  readonly running: boolean;
  readonly groupId: string;
  readonly assignedPartitions: Assignment;
  /** Assigned partitions whose handler failed and that wait for their next attempt. */
  readonly retryingPartitions: readonly RetryingPartition[];
  readonly lastBatchAt: Date | undefined;
  readonly lastHeartbeatAt: Date | undefined;
  /** How often the consumer has reconnected since the start. */
  readonly reconnects: number;
  /** Short code of the connection's last failure. It contains no content of messages. */
  readonly lastFailure: string | undefined;
}

/** The port through which batches reach a handler. Kafka and the in-memory broker both implement it. */
export interface MessageConsumer {
  /** Begins to consume in the background. Returns at once, with or without a reachable Kafka. Callable once. */
  start(handler: BatchHandler): void;
  /** Waits for the running batches, commits them and leaves the group. Safe at any time, and safe to repeat. */
  close(): Promise<void>;
  state(): ConsumerState;
}
