import type { DescribeConfigResponse } from 'kafkajs';

import type { TopicDefinition } from '#libs/contracts';

import { bounded, pause } from '../bounded.js';
import { ConfigResourceTypes } from '../kafka/kafkajs.js';
import { AdminConnection, REQUEST_TIMEOUT_MS, type AdminOptions } from './admin-connection.js';
import { compareTopics, differencesOf, type ComparedTopic } from './compare-topics.js';
import type { BrokerDescription, TopicDescription } from './descriptions.js';

/**
 * The settings that decide whether brokers keep acknowledged messages and admit our consumers. None of them holds a
 * secret.
 */
const BROKER_SETTINGS = [
  'auto.create.topics.enable',
  'default.replication.factor',
  'group.max.session.timeout.ms',
  'group.min.session.timeout.ms',
  'min.insync.replicas',
  'offsets.topic.replication.factor',
  'unclean.leader.election.enable',
] as const;

/** The result of `ensureTopics`. A topic that differs stays unchanged, because changing it is an operator's decision. */
export interface TopicReport {
  readonly name: string;
  readonly status: 'created' | 'unchanged' | 'different';
  /** One sentence per difference, for the operator. */
  readonly differences: readonly string[];
}

/** The progress of a consumer group on one partition. Offsets are 64 bits wide, hence bigint. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the group's next message; null when it has committed nothing. */
  readonly committed: bigint | null;
  /** Offset of the partition's next message. */
  readonly end: bigint;
  /** Messages that the group has still to take. When it has committed nothing: all messages that the partition keeps. */
  readonly lag: bigint;
}

const RETRY_MS = 200;

/** Creates and reads topics and consumer groups. Reconnects by itself. Every call rejects when Kafka does not answer. */
export class KafkaTopicAdmin {
  private readonly connection: AdminConnection;

  constructor(options: AdminOptions) {
    this.connection = new AdminConnection(options);
  }

  /** Creates missing topics and compares the others. It is safe to repeat, and safe for several processes at once. */
  async ensureTopics(
    definitions: readonly TopicDefinition[],
    { replicationFactor }: { readonly replicationFactor: number },
  ): Promise<readonly TopicReport[]> {
    const names = definitions.map(({ name }) => name);
    const before = new Set((await this.describe(names)).map(({ name }) => name));
    const missing = definitions.filter(({ name }) => !before.has(name));
    const created = await Promise.all(missing.map((definition) => this.create(definition, replicationFactor)));
    const createdHere = new Set(missing.filter((_, index) => created[index] === true).map(({ name }) => name));
    const after = new Map((await this.describeWhenReady(names)).map((topic) => [topic.name, topic]));
    return definitions.map((definition) => {
      const differences = differencesOf(definition, after.get(definition.name), replicationFactor);
      const found = createdHere.has(definition.name) ? 'created' : 'unchanged';
      return { name: definition.name, status: differences.length > 0 ? 'different' : found, differences };
    });
  }

  /**
   * Waits until the cluster describes the topics. A new topic is known to one broker before the others, and before its
   * partitions have leaders.
   */
  private async describeWhenReady(topics: readonly string[]): Promise<readonly TopicDescription[]> {
    const deadline = Date.now() + this.connection.deadlineMs;
    for (;;) {
      const described = await this.describe(topics);
      const ready = described.length === new Set(topics).size && described.every(({ hasLeaders }) => hasLeaders);
      if (ready || Date.now() >= deadline) return described;
      await pause(RETRY_MS);
    }
  }

  /** Describes those of the topics that exist, in the order of the argument. */
  async describe(topics: readonly string[]): Promise<readonly TopicDescription[]> {
    return this.connection.call(async (admin) => {
      const all = new Map((await admin.fetchTopicMetadata()).topics.map((topic) => [topic.name, topic.partitions]));
      const existing = [...new Set(topics)].filter((name) => all.has(name));
      if (existing.length === 0) return [];
      const resources = existing.map((name) => ({ type: ConfigResourceTypes.TOPIC, name }));
      const described = await admin.describeConfigs({ resources, includeSynonyms: false });
      const settings = settingsByResource(described);
      return existing.map((name) => {
        const partitions = all.get(name) ?? [];
        const replicationFactor = partitions[0]?.replicas.length ?? 0;
        const hasLeaders = partitions.every(({ leader }) => leader >= 0);
        return { name, partitions: partitions.length, replicationFactor, hasLeaders, settings: settings.get(name) ?? {} };
      });
    });
  }

  /** Compares the needed topics with those that exist. Changes nothing. */
  async compare(needed: readonly TopicDefinition[]): Promise<readonly ComparedTopic[]> {
    return compareTopics(needed, await this.describe(needed.map(({ name }) => name)));
  }

  /** The group's progress on each partition of the topics. Topics that do not exist are left out. */
  async lag(groupId: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return this.connection.call(async (admin) => {
      const all = new Set((await admin.fetchTopicMetadata()).topics.map(({ name }) => name));
      const existing = topics.filter((name) => all.has(name));
      if (existing.length === 0) return [];
      const [committed, ends] = await Promise.all([
        admin.fetchOffsets({ groupId, topics: existing }),
        Promise.all(existing.map(async (topic) => ({ topic, partitions: await admin.fetchTopicOffsets(topic) }))),
      ]);
      const offsets = new Map(
        committed.flatMap(({ topic, partitions }) => partitions.map((at) => [`${topic}/${at.partition}`, BigInt(at.offset)])),
      );
      return ends.flatMap(({ topic, partitions }) =>
        partitions
          .toSorted((left, right) => left.partition - right.partition)
          .map(({ partition, low, high }) => lagOf(topic, partition, offsets.get(`${topic}/${partition}`), BigInt(low), BigInt(high))),
      );
    });
  }

  /**
   * Moves a group back to the first message of each partition that was stored at a time or later. It never moves a group forward, because that
   * would leave messages out.
   *
   * @param atMs the time in milliseconds of the epoch.
   * @returns the number of messages that the group reads again. @throws an error of kafkajs while a member of the group runs.
   */
  async rewind(groupId: string, topics: readonly string[], atMs: number): Promise<bigint> {
    const before = await this.lag(groupId, topics);
    let again = 0n;
    for (const topic of new Set(before.map((each) => each.topic))) {
      const found = new Map((await this.connection.call((admin) => admin.fetchTopicOffsetsByTimestamp(topic, atMs))).map(({ partition, offset }) => [partition, BigInt(offset)]));
      const back = before.flatMap(({ topic: of, partition, committed }) => {
        const offset = found.get(partition);
        return of !== topic || committed === null || offset === undefined || offset >= committed ? [] : [{ partition, offset, again: committed - offset }];
      });
      if (back.length === 0) continue;
      await this.connection.call((admin) => admin.setOffsets({ groupId, topic, partitions: back.map(({ partition, offset }) => ({ partition, offset: String(offset) })) }));
      again += back.reduce((sum, each) => sum + each.again, 0n);
    }
    return again;
  }

  /** True when a broker answers within `timeoutMs`. Never rejects. */
  async ping(timeoutMs: number): Promise<boolean> {
    const answer = this.connection.call((admin) => admin.describeCluster()).then(() => true, () => false);
    return (await bounded(answer, timeoutMs)) === true;
  }

  /** How many brokers the cluster has now. */
  async brokers(): Promise<number> {
    return this.connection.call(async (admin) => (await admin.describeCluster()).brokers.length);
  }

  /** Every broker with its settings, by id. @throws the broker's refusal when this client has no right to read them. */
  async brokerSettings(): Promise<readonly BrokerDescription[]> {
    return this.connection.call(async (admin) => {
      const { brokers } = await admin.describeCluster();
      const resources = brokers.map(({ nodeId }) => ({
        type: ConfigResourceTypes.BROKER,
        name: String(nodeId),
        configNames: [...BROKER_SETTINGS],
      }));
      const described = await admin.describeConfigs({ resources, includeSynonyms: false });
      const settings = settingsByResource(described);
      return brokers
        .toSorted((one, other) => one.nodeId - other.nodeId)
        .map(({ nodeId, host, port }) => ({ id: nodeId, address: `${host}:${port}`, settings: settings.get(String(nodeId)) ?? {} }));
    });
  }

  /** Deletes topics with their messages, for tests and for taking an exchange down. Topics that do not exist are no error. */
  async deleteTopics(topics: readonly string[]): Promise<void> {
    const existing = (await this.describe(topics)).map(({ name }) => name);
    if (existing.length > 0) await this.connection.call((admin) => admin.deleteTopics({ topics: existing }));
  }

  /** Deletes all messages of a topic, as the end of their retention does. For tests. */
  async deleteMessages(topic: string): Promise<void> {
    await this.connection.call(async (admin) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: offsets.map(({ partition, high }) => ({ partition, offset: high })) });
    });
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** @returns false when another process created the topic first. */
  private async create(definition: TopicDefinition, replicationFactor: number): Promise<boolean> {
    const configEntries = Object.entries(definition.settings).map(([name, value]) => ({ name, value }));
    const topic = { topic: definition.name, numPartitions: definition.partitions, replicationFactor, configEntries };
    return this.connection.call((admin) => admin.createTopics({ topics: [topic], waitForLeaders: false, timeout: REQUEST_TIMEOUT_MS }));
  }
}

/** The settings of each requested resource, by its name. */
function settingsByResource({ resources }: DescribeConfigResponse): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}

function lagOf(topic: string, partition: number, committed: bigint | undefined, low: bigint, end: bigint): PartitionLag {
  // Kafka answers -1 when nothing is committed. Expired messages can no longer be taken, so they do not count.
  const at = committed === undefined || committed < 0n ? null : committed;
  const from = at === null || at < low ? low : at;
  return { topic, partition, committed: at, end, lag: end > from ? end - from : 0n };
}
