import type { MessageBatch } from '#libs/contracts';
import type { PartitionLag } from '#libs/messaging';

/**
 * Finds the part of the lifecycle topic that its retention has deleted. A statement about a referral that was published in that part
 * can never be judged again, because its copies are not known any more.
 */
export class BeginningOfFacts {
  /** The first message of each partition that is still there. */
  private readonly first = new Map<number, { readonly offset: bigint; readonly at: number }>();

  constructor(private readonly lifecycleTopic: string) {}

  note({ topic, messages }: MessageBatch): void {
    if (topic !== this.lifecycleTopic) return;
    for (const { partition, offset, timestamp } of messages) {
      const known = this.first.get(partition);
      const at = { offset: BigInt(offset), at: Number(timestamp) };
      if (known === undefined || at.offset < known.offset) this.first.set(partition, at);
    }
  }

  /**
   * The moment before which publications may have left the topic; null where every fact is still there.
   *
   * @param ends the ends of the topics, up to which every message has been noted. @param now for a partition that is empty by now.
   */
  missingBefore(ends: readonly PartitionLag[], now: Date): Date | null {
    const lost = ends.filter(({ topic, end }) => topic === this.lifecycleTopic && end > 0n).flatMap(({ partition }) => {
      const first = this.first.get(partition);
      if (first === undefined) return [now.getTime()];
      return first.offset > 0n ? [first.at] : [];
    });
    return lost.length === 0 ? null : new Date(Math.max(...lost));
  }
}
