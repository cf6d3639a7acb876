import type { EachBatchPayload } from 'kafkajs';

import { crashPoint } from '#libs/kernel';

/** Milliseconds that a resolved offset may wait for its commit, so that all partitions of many fetches share one request. */
const COMMIT_EVERY_MS = 100;

type Payload = Pick<EachBatchPayload, 'uncommittedOffsets' | 'commitOffsetsIfNecessary' | 'isRunning'>;

/**
 * Commits the resolved offsets of all partitions together, at most ten times a second. When a process dies, Kafka
 * delivers its handled but uncommitted messages again, and the receiver recognises them. A commit only saves that work.
 *
 * Only one request runs at a time. Of two requests the older one could arrive last and set a partition back.
 */
export class OffsetCommits {
  private latest: Payload | undefined;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private committedAt = Number.NEGATIVE_INFINITY;

  /**
   * Call it when an offset has been resolved. It commits now if the last commit is long enough ago or the consumer is
   * ending, and soon otherwise.
   *
   * @throws the error of kafkajs when a commit made now fails.
   */
  async resolved(payload: Payload): Promise<void> {
    this.latest = payload;
    const wait = this.committedAt + COMMIT_EVERY_MS - performance.now();
    if (wait <= 0 || !payload.isRunning()) return this.flush();
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // A failure appears again at the next heartbeat, where kafkajs can handle it.
      if (this.latest?.isRunning() === true) void this.flush().catch(() => {});
    }, wait).unref();
  }

  /** Commits the offsets resolved by now. @throws the error of kafkajs. */
  async flush(): Promise<void> {
    // A running commit may have begun before the latest offset was resolved.
    await this.running?.catch(() => {});
    await (this.running ??= this.commit().finally(() => (this.running = undefined)));
  }

  private async commit(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.committedAt = performance.now();
    const offsets = this.latest?.uncommittedOffsets();
    // Without an argument kafkajs would commit nothing here.
    if (offsets === undefined || offsets.topics.length === 0) return;
    await this.latest?.commitOffsetsIfNecessary(offsets);
    crashPoint('consumer.after-offset-commit');
  }
}
