import type { TopicDefinition } from '#libs/contracts';

import type { Durability } from '../durability.js';
import type { BrokerDescription, TopicDescription } from './descriptions.js';

/** The facts of a cluster, read before they are judged. */
export interface ProductionFacts {
  /** Undefined where the brokers do not show their settings. */
  readonly brokers: readonly BrokerDescription[] | undefined;
  readonly topics: readonly TopicDescription[];
  readonly needed: readonly TopicDefinition[];
  /** The guarantees that the exchange's own producers and consumers ask for. */
  readonly durability: Durability;
  /** Days that the longest clock can take. */
  readonly longestClockDays: number;
}

/** A setting of brokers, topics or producers that could lose or delay messages one day. */
export interface Finding {
  /** Stable: a code never gets another meaning. */
  readonly code: FindingCode;
  /** `unsafe`: one failure can lose messages or stop all work. `note`: other than planned. */
  readonly severity: 'unsafe' | 'note';
  /** The fault, in a sentence. */
  readonly problem: string;
  /** The topics or brokers concerned, all of them. */
  readonly where: readonly string[];
  /** The remedy. */
  readonly remedy: string;
}

type FindingCode =
  | 'too-few-brokers'
  | 'no-authorizer'
  | 'replication-too-low'
  | 'min-insync-too-low'
  | 'min-insync-without-slack'
  | 'acks-not-all'
  | 'retention-too-short'
  | 'retention-not-as-planned'
  | 'retention-by-size'
  | 'auto-create-topics'
  | 'unclean-election'
  | 'offsets-replication-too-low'
  | 'session-timeout-refused'
  | 'broker-settings-unreadable';

/** The number of copies of each partition in production. */
export const WANTED_REPLICATION = 3;
const DAY_MS = 86_400_000;
/** A watch that is repaired after a month must still find the facts that started the running clocks. */
const ROOM_DAYS = 30;
const WANTED_IN_SYNC = 2;
const ACKS_ALL = -1;
const UNCLEAN_ELECTION = 'unclean.leader.election.enable is true: a replica that lacks acknowledged messages may become leader, and they are gone';

/** The settings that production should not have, worst first. Empty: none. */
export function judgeProduction(facts: ProductionFacts): readonly Finding[] {
  const findings = [...brokerFindings(facts), ...producerFindings(facts), ...topicFindings(facts), ...retentionFindings(facts)];
  return findings.filter(({ where }) => where.length > 0).toSorted((one, other) => Number(one.severity === 'note') - Number(other.severity === 'note'));
}

function producerFindings({ durability: { acks } }: ProductionFacts): readonly Finding[] {
  return [{
    code: 'acks-not-all', severity: 'unsafe', where: acks === ACKS_ALL ? [] : ['producers of the exchange'],
    problem: `producers ask for acks=${acks}: a message counts as sent before the replicas in sync have it`,
    remedy: 'Install a build whose producers wait for all (-1).',
  }];
}

function brokerFindings({ brokers, durability: { sessionTimeoutMs: session } }: ProductionFacts): readonly Finding[] {
  if (brokers === undefined) {
    return [{
      code: 'broker-settings-unreadable', severity: 'unsafe', where: ['cluster'],
      problem: 'the brokers do not show their settings',
      remedy: 'Give this user DescribeConfigs on the cluster, and look again.',
    }];
  }
  const which = (isBad: (setting: (name: string) => string | undefined) => boolean): string[] =>
    brokers.filter(({ settings }) => isBad((name) => settings[name])).map(({ id, address }) => `broker ${id} (${address})`);
  return [
    {
      code: 'too-few-brokers', severity: 'unsafe', where: which(() => brokers.length < WANTED_REPLICATION),
      problem: `${brokers.length === 1 ? '1 broker' : `${brokers.length} brokers`}: when one fails, nothing is sent or received, and its disk may be the only copy`,
      remedy: `Run ${WANTED_REPLICATION} or more, on different machines.`,
    },
    {
      code: 'auto-create-topics', severity: 'unsafe', where: which((setting) => setting('auto.create.topics.enable') === 'true'),
      problem: 'auto.create.topics.enable is true: a mistyped name creates a topic without an error, and messages sent to it are lost',
      remedy: 'Set auto.create.topics.enable=false and restart these brokers.',
    },
    {
      code: 'unclean-election', severity: 'unsafe', where: which((setting) => setting('unclean.leader.election.enable') === 'true'),
      problem: UNCLEAN_ELECTION,
      remedy: 'Set unclean.leader.election.enable=false.',
    },
    {
      // A setting that the broker does not know is not a number, and no comparison holds for it.
      code: 'offsets-replication-too-low', severity: 'unsafe', where: which((setting) => Number(setting('offsets.topic.replication.factor')) < WANTED_REPLICATION),
      problem: 'offsets.topic.replication.factor is too low: all consumers stop when the one broker that holds their offsets fails',
      remedy: `Set offsets.topic.replication.factor=${WANTED_REPLICATION}; where __consumer_offsets exists already, reassign its replicas.`,
    },
    {
      code: 'session-timeout-refused', severity: 'unsafe',
      where: which((setting) => Number(setting('group.min.session.timeout.ms')) > session || Number(setting('group.max.session.timeout.ms')) < session),
      problem: `consumers ask for a session timeout of ${session} ms, which these brokers do not allow`,
      remedy: `Let group.min.session.timeout.ms and group.max.session.timeout.ms enclose ${session}.`,
    },
  ];
}

function topicFindings({ topics }: ProductionFacts): readonly Finding[] {
  const which = (isBad: (topic: TopicDescription, inSync: number) => boolean): string[] =>
    topics.filter((topic) => isBad(topic, Number(topic.settings['min.insync.replicas'] ?? 1))).map(({ name }) => name);
  return [
    {
      code: 'replication-too-low', severity: 'unsafe', where: which(({ replicationFactor }) => replicationFactor < WANTED_REPLICATION),
      problem: `fewer than ${WANTED_REPLICATION} copies: a broker that fails takes messages, or the right to send, with it`,
      remedy: `Reassign the replicas with kafka-reassign-partitions; new topics: exchange topics create --replication ${WANTED_REPLICATION}.`,
    },
    {
      code: 'min-insync-too-low', severity: 'unsafe', where: which((_, inSync) => inSync < WANTED_IN_SYNC),
      problem: 'min.insync.replicas is 1: a message may be acknowledged by one broker alone, and be gone with it',
      remedy: `Set it: kafka-configs --alter --entity-type topics --entity-name <topic> --add-config min.insync.replicas=${WANTED_IN_SYNC}.`,
    },
    {
      code: 'unclean-election', severity: 'unsafe', where: which(({ settings }) => settings['unclean.leader.election.enable'] === 'true'),
      problem: UNCLEAN_ELECTION,
      remedy: 'Set unclean.leader.election.enable=false on these topics.',
    },
    {
      code: 'retention-by-size', severity: 'unsafe', where: which(({ settings }) => Number(settings['retention.bytes'] ?? -1) >= 0),
      problem: 'retention.bytes is set: on a busy day messages are deleted before their time',
      remedy: 'Set retention.bytes=-1 and watch the disks instead.',
    },
    {
      code: 'min-insync-without-slack', severity: 'note', where: which(({ replicationFactor }, inSync) => replicationFactor >= WANTED_IN_SYNC && inSync >= replicationFactor),
      problem: 'min.insync.replicas equals the copies: one broker that restarts stops all sending',
      remedy: `Have one copy more than min.insync.replicas: ${WANTED_REPLICATION} and ${WANTED_IN_SYNC}.`,
    },
  ];
}

/**
 * A topic of personal data is kept for weeks by design, and for no shorter time. A topic that is kept longer holds the facts that
 * clocks are made from, so it must outlive the longest clock, with a reserve.
 */
function retentionFindings({ topics, needed, longestClockDays }: ProductionFacts): readonly Finding[] {
  const planned = new Map(needed.map(({ name, settings }) => [name, Number(settings['retention.ms'])]));
  const least = (longestClockDays + ROOM_DAYS) * DAY_MS;
  const finite = topics.flatMap(({ name, settings }) => {
    const kept = Number(settings['retention.ms']);
    const plan = planned.get(name);
    // -1: kept without end.
    return plan === undefined || kept < 0 ? [] : [{ name, kept, plan }];
  });
  const tooShort = finite.filter(({ kept, plan }) => !(kept >= Math.min(plan, least))).map(({ name }) => name);
  const remedy = 'Set retention.ms to the planned value in "exchange topics list".';
  return [
    {
      code: 'retention-too-short', severity: 'unsafe', where: tooShort, remedy,
      problem: `retention.ms is too short: messages that an agency has not collected in time are gone, and facts must outlive the longest clock (${longestClockDays} days) by ${ROOM_DAYS} days`,
    },
    {
      code: 'retention-not-as-planned', severity: 'note', remedy,
      where: finite.filter(({ name, kept, plan }) => kept < plan && !tooShort.includes(name)).map(({ name }) => name),
      problem: 'retention.ms is shorter than planned, and still longer than the longest clock',
    },
  ];
}
