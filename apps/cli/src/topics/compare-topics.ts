import type { TopicDefinition } from '#libs/contracts';
import type { TopicDescription } from '#libs/messaging';

/** A needed topic with its present state. */
export interface ComparedTopic {
  readonly name: string;
  readonly exists: boolean;
  readonly partitions?: number;
  readonly replication?: number;
  readonly minInsyncReplicas?: number;
  readonly retentionMs?: number;
  /** False while a partition has no leader: nothing can be published to it or consumed from it. */
  readonly hasLeaders?: boolean;
  /** One sentence for each difference from the plan. */
  readonly differences: readonly string[];
  /** True when messages are kept for a shorter time than planned, because messages that an agency has not collected by then are lost. */
  readonly keepsTooShort: boolean;
}

/** Compares the needed topics with those that exist, in the order of the needed ones. */
export function compareTopics(needed: readonly TopicDefinition[], found: readonly TopicDescription[]): readonly ComparedTopic[] {
  const byName = new Map(found.map((topic) => [topic.name, topic]));
  return needed.map((definition) => compare(definition, byName.get(definition.name)));
}

function compare({ name, partitions, settings }: TopicDefinition, found: TopicDescription | undefined): ComparedTopic {
  if (found === undefined) return { name, exists: false, differences: ['it does not exist'], keepsTooShort: false };
  const [retentionMs, neededMs] = [Number(found.settings['retention.ms']), Number(settings['retention.ms'])];
  return {
    name,
    exists: true,
    partitions: found.partitions,
    replication: found.replicationFactor,
    minInsyncReplicas: Number(found.settings['min.insync.replicas'] ?? 1),
    retentionMs,
    hasLeaders: found.hasLeaders,
    differences: [
      ...(found.partitions === partitions ? [] : [`${found.partitions} partitions, not ${partitions}`]),
      ...Object.entries(settings)
        .filter(([key, value]) => found.settings[key] !== value)
        .map(([key, value]) => `${key}=${found.settings[key] ?? '(unset)'}, not ${value}`),
      ...(found.hasLeaders ? [] : ['a partition has no leader']),
    ],
    // -1: kept without end.
    keepsTooShort: retentionMs >= 0 && retentionMs < neededMs,
  };
}
