import { failure, success, type Outcome } from '#libs/kernel';

import { bounded, TIMED_OUT } from '../bounded.js';
import { failureReason } from '../kafka/errors.js';
import { partitionFor } from '../partitioner.js';

/** Where the keys of one topic go. */
export interface Placement {
  partitionOf(key: string): number;
}

/** What this cache asks for partition counts: a producer session. */
interface MetadataSource {
  partitionCount(topic: string): Promise<number>;
  /** Told when it could not answer, so that the next call gets another one. */
  retire(): void;
}

/**
 * As old as kafkajs lets its own metadata become. The partition count of a topic in use must not change anyway (a
 * case would move to another partition and lose its order); the limit only makes sure that such a change is seen.
 */
const MAX_AGE_MS = 5 * 60_000;

/** Partition counts by topic, cached: asking before each `publish` would cost a round trip. */
export class TopicPartitions {
  private readonly known = new Map<string, { readonly count: number; readonly readAt: number }>();

  /** Per topic its placement, or why there is none: `unknown-topic`, `broker-unavailable`, … */
  async resolve(
    topics: readonly string[],
    source: () => Promise<MetadataSource | undefined>,
    deadline: number,
  ): Promise<ReadonlyMap<string, Outcome<Placement, string>>> {
    const placements = await Promise.all(
      topics.map(async (topic) => [topic, await this.placement(topic, source, deadline)] as const),
    );
    return new Map(placements);
  }

  forget(topic: string): void {
    this.known.delete(topic);
  }

  private async placement(
    topic: string,
    source: () => Promise<MetadataSource | undefined>,
    deadline: number,
  ): Promise<Outcome<Placement, string>> {
    const known = this.known.get(topic);
    if (known !== undefined && Date.now() - known.readAt < MAX_AGE_MS) return placementOver(known.count);
    const session = await source();
    if (session === undefined) return failure('broker-unavailable');
    const count = await this.ask(session, topic, deadline - Date.now());
    if (!count.ok) {
      if (count.error !== 'unknown-topic') session.retire();
      return count;
    }
    this.known.set(topic, { count: count.value, readAt: Date.now() });
    return placementOver(count.value);
  }

  private async ask(session: MetadataSource, topic: string, limitMs: number): Promise<Outcome<number, string>> {
    try {
      const count = await bounded(session.partitionCount(topic), limitMs);
      return count === TIMED_OUT ? failure('timed-out') : success(count);
    } catch (error) {
      return failure(failureReason(error));
    }
  }
}

function placementOver(count: number): Outcome<Placement, string> {
  return success({ partitionOf: (key) => partitionFor(key, count) });
}
