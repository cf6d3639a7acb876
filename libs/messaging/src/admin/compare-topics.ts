import type { TopicDefinition } from '#libs/contracts';

import type { TopicDescription } from './descriptions.js';

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
  /** One sentence for each difference that makes verdicts on statements of agencies wrong. */
  readonly misjudging: readonly string[];
  /** True when messages are kept for a shorter time than planned, because messages that an agency has not collected by then are lost. */
  readonly keepsTooShort: boolean;
}

/** Compares the needed topics with those that exist, in the order of the needed ones. */
export function compareTopics(needed: readonly TopicDefinition[], found: readonly TopicDescription[]): readonly ComparedTopic[] {
  const byName = new Map(found.map((topic) => [topic.name, topic]));
  return needed.map((definition) => compare(definition, byName.get(definition.name)));
}

function compare(definition: TopicDefinition, found: TopicDescription | undefined): ComparedTopic {
  const { name, settings } = definition;
  if (found === undefined) return { name, exists: false, differences: ['it does not exist'], misjudging: [], keepsTooShort: false };
  const [retentionMs, neededMs] = [Number(found.settings['retention.ms']), Number(settings['retention.ms'])];
  return {
    name,
    exists: true,
    partitions: found.partitions,
    replication: found.replicationFactor,
    minInsyncReplicas: Number(found.settings['min.insync.replicas'] ?? 1),
    retentionMs,
    hasLeaders: found.hasLeaders,
    differences: [...differencesOf(definition, found), ...(found.hasLeaders ? [] : ['a partition has no leader'])],
    misjudging: differencesOf(judgedParts(definition, found), found),
    // -1: kept without end.
    keepsTooShort: retentionMs >= 0 && retentionMs < neededMs,
  };
}

/** The definition with the parts alone that verdicts on statements rest on; elsewhere the topic is as wanted. */
function judgedParts({ name, partitions, settings, judgedBy = [] }: TopicDefinition, found: TopicDescription): TopicDefinition {
  return {
    name,
    partitions: judgedBy.includes('partitions') ? partitions : found.partitions,
    settings: Object.fromEntries(Object.entries(settings).filter(([setting]) => judgedBy.includes(setting))),
  };
}

/**
 * One sentence for each difference between a topic and its definition.
 *
 * @param replicationFactor left out, any number of copies is as wanted.
 */
export function differencesOf(wanted: TopicDefinition, found: TopicDescription | undefined, replicationFactor?: number): readonly string[] {
  if (found === undefined) return ['the topic does not exist, although it was just created: look at the log of the broker'];
  const differences: string[] = [];
  if (found.partitions !== wanted.partitions) {
    differences.push(`has ${found.partitions} partitions, not ${wanted.partitions}; changing them moves cases to other partitions`);
  }
  if (replicationFactor !== undefined && found.replicationFactor !== replicationFactor) {
    differences.push(`has replication factor ${found.replicationFactor}, not ${replicationFactor}`);
  }
  for (const [name, value] of Object.entries(wanted.settings)) {
    const actual = found.settings[name];
    if (actual !== value) differences.push(`has ${name}=${actual ?? '(unset)'}, not ${value}`);
  }
  return differences;
}
