import type { PartitionLag } from '#libs/messaging';

/** How long the group may stand still with messages before it before people are called all the same. */
const STUCK_MS = 300_000;

/**
 * Up to when every fact has been taken in. A watch that has been off finds breaches before it has read that they were
 * answered; nobody may be called for those. So it notes where the topics ended at a moment, and once its group has come
 * that far, it knows everything of before that moment.
 *
 * A group that stands still on a message that it cannot take must not silence everybody else's clocks: one call too many is
 * a lesser harm than none, so after five minutes without any progress the moment counts as reached.
 */
export class Watermark {
  private pending: { readonly at: string; readonly ends: ReadonlyMap<string, bigint> } | undefined;
  private progress = -1n;
  private progressAt = 0;

  /**
   * @param now by `exchange_now()`, read before `lags` was asked for.
   * @param elapsedMs a monotonic clock of this process: it only measures standing still.
   * @returns the moment up to which everything is known, or null while that is not known anew.
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

/** Whether the group has passed the noted end. A partition that appeared since then began empty. */
function hasPassed({ lag, committed, ...at }: PartitionLag, ends: ReadonlyMap<string, bigint> | undefined): boolean {
  return lag === 0n || (committed ?? 0n) >= (ends?.get(key(at)) ?? 0n);
}

function key({ topic, partition }: Pick<PartitionLag, 'topic' | 'partition'>): string {
  return `${topic}/${partition}`;
}
