import type { PartitionLag } from './kafka-topic-admin.js';

/** How long the group may stop before unread messages until the moment counts as reached all the same. */
const STUCK_MS = 300_000;

/**
 * The moment before which a consumer group has taken every message. After a stoppage, a reader finds breaches and missing facts
 * before it has read the messages that answer them, and must raise no alarm for those. So it notes where the topics end at a moment.
 * After its group has passed that place, it knows every message from before that moment.
 * A group that stops at a message that it cannot take must not silence all alarms. One call too many does less harm than a
 * missing one, so after five minutes without progress the moment counts as reached.
 */
export class Watermark {
  private pending: { readonly at: string; readonly ends: ReadonlyMap<string, bigint> } | undefined;
  private progress = -1n;
  private progressAt = 0;

  /**
   * @param now by `exchange_now()`, read before the broker was asked for `lags`.
   * @param elapsedMs a monotonic clock of this process, which measures only how long the group has stopped.
   * @returns the moment before which every message is taken, or null while no new moment has been reached.
   */
  observe(now: string, lags: readonly PartitionLag[], elapsedMs: number): { readonly at: string; readonly stuck: boolean } | null {
    const committed = lags.reduce((sum, lag) => sum + (lag.committed ?? 0n), 0n);
    if (committed !== this.progress) {
      this.progress = committed;
      this.progressAt = elapsedMs;
    }
    if (lags.every(({ lag }) => lag === 0n)) return this.reached(now, false);
    if (this.pending !== undefined && lags.every((lag) => hasPassed(lag, this.pending?.ends))) return this.reached(this.pending.at, false);
    if (elapsedMs - this.progressAt >= STUCK_MS) return this.reached(now, true);
    this.pending ??= { at: now, ends: new Map(lags.map((lag) => [key(lag), lag.end])) };
    return null;
  }

  private reached(at: string, stuck: boolean): { readonly at: string; readonly stuck: boolean } {
    this.pending = undefined;
    return { at, stuck };
  }
}

/** Whether the group has passed the noted end. A partition that appeared after the note began empty. */
function hasPassed({ lag, committed, ...at }: PartitionLag, ends: ReadonlyMap<string, bigint> | undefined): boolean {
  return lag === 0n || (committed ?? 0n) >= (ends?.get(key(at)) ?? 0n);
}

function key({ topic, partition }: Pick<PartitionLag, 'topic' | 'partition'>): string {
  return `${topic}/${partition}`;
}
