import type { TopicDefinition } from '#libs/contracts';
import type { BrokerDescription, Durability, TopicDescription } from '#libs/messaging';

import { WANTED_REPLICATION } from '../connection/with-kafka.js';
import { counted, type Finding } from './check.js';

/** What is looked at. Everything here was read before: judging it asks nobody. */
export interface ProductionFacts {
  /** Undefined: the brokers do not tell us. */
  readonly brokers: readonly BrokerDescription[] | undefined;
  readonly topics: readonly TopicDescription[];
  readonly needed: readonly TopicDefinition[];
  /** What the exchange's own producers and consumers ask for. */
  readonly durability: Durability;
  /** Days that the longest clock can take. */
  readonly longestClockDays: number;
}

const DAY_MS = 86_400_000;
/** A watch that is repaired after a month must still find what started the clocks that run. */
const ROOM_DAYS = 30;
const WANTED_IN_SYNC = 2;
const ACKS_ALL = -1;

/** Which settings production should not have, worst first. Empty: none. */
export function judgeProduction(facts: ProductionFacts): readonly Finding[] {
  const findings = [...brokerFindings(facts), ...producerFindings(facts), ...topicFindings(facts), ...retentionFindings(facts)];
  return findings.toSorted((one, other) => Number(one.severity === 'note') - Number(other.severity === 'note'));
}

function producerFindings({ durability }: ProductionFacts): readonly Finding[] {
  if (durability.acks === ACKS_ALL) return [];
  const problem = `producers ask for acks=${durability.acks}: a message counts as sent before the replicas in sync have it`;
  return [unsafe('acks-not-all', problem, ['producers of the exchange'], 'Install a build whose producers wait for all (-1).')];
}

function brokerFindings({ brokers, durability }: ProductionFacts): readonly Finding[] {
  if (brokers === undefined) {
    const problem = 'the brokers do not tell their settings';
    return [unsafe('broker-settings-unreadable', problem, ['cluster'], 'Give this user DescribeConfigs on the cluster, and look again.')];
  }
  const which = (badly: (settings: BrokerDescription['settings']) => boolean): string[] =>
    brokers.filter(({ settings }) => badly(settings)).map(({ id, address }) => `broker ${id} (${address})`);
  const session = durability.sessionTimeoutMs;
  return [
    ...when(
      brokers.length < WANTED_REPLICATION ? brokers.map(({ id, address }) => `broker ${id} (${address})`) : [],
      'too-few-brokers',
      `${counted(brokers.length, 'broker')}: when one fails, nothing is sent or received, and its disk may be the only copy`,
      `Run ${WANTED_REPLICATION} or more, on different machines.`,
    ),
    ...when(
      which((settings) => settings['auto.create.topics.enable'] === 'true'),
      'auto-create-topics',
      'auto.create.topics.enable is true: a topic by a mistyped name is made in silence and swallows what is sent to it',
      'Set auto.create.topics.enable=false and restart these brokers.',
    ),
    ...when(
      which((settings) => settings['unclean.leader.election.enable'] === 'true'),
      'unclean-election',
      'unclean.leader.election.enable is true: a replica that lacks acknowledged messages may become leader, and they are gone',
      'Set unclean.leader.election.enable=false.',
    ),
    ...when(
      which((settings) => number(settings, 'offsets.topic.replication.factor') < WANTED_REPLICATION),
      'offsets-replication-too-low',
      'offsets.topic.replication.factor is too low: when the one broker that knows how far consumers are fails, all of them stand',
      `Set offsets.topic.replication.factor=${WANTED_REPLICATION}; where __consumer_offsets exists already, reassign its replicas.`,
    ),
    ...when(
      which((settings) =>
        number(settings, 'group.min.session.timeout.ms') > session || number(settings, 'group.max.session.timeout.ms') < session),
      'session-timeout-refused',
      `consumers ask for a session timeout of ${session} ms, which these brokers do not allow`,
      `Let group.min.session.timeout.ms and group.max.session.timeout.ms enclose ${session}.`,
    ),
  ];
}

function topicFindings({ topics }: ProductionFacts): readonly Finding[] {
  const which = (badly: (topic: TopicDescription, inSync: number) => boolean): string[] =>
    topics.filter((topic) => badly(topic, Number(topic.settings['min.insync.replicas'] ?? 1))).map(({ name }) => name);
  return [
    ...when(
      which(({ replicationFactor }) => replicationFactor < WANTED_REPLICATION),
      'replication-too-low',
      `fewer than ${WANTED_REPLICATION} copies: a broker that fails takes messages, or the right to send, with it`,
      `Reassign the replicas with kafka-reassign-partitions; new topics: exchange topics create --replication ${WANTED_REPLICATION}.`,
    ),
    ...when(
      which((_, inSync) => inSync < WANTED_IN_SYNC),
      'min-insync-too-low',
      'min.insync.replicas is 1: a message may be acknowledged by one broker alone, and be gone with it',
      `Set it: kafka-configs --alter --entity-type topics --entity-name <topic> --add-config min.insync.replicas=${WANTED_IN_SYNC}.`,
    ),
    ...when(
      which(({ settings }) => settings['unclean.leader.election.enable'] === 'true'),
      'unclean-election',
      'unclean.leader.election.enable is true: a replica that lacks acknowledged messages may become leader, and they are gone',
      'Set unclean.leader.election.enable=false on these topics.',
    ),
    ...when(
      which(({ settings }) => Number(settings['retention.bytes'] ?? -1) >= 0),
      'retention-by-size',
      'retention.bytes is set: on a busy day messages are deleted before their time',
      'Set retention.bytes=-1 and watch the disks instead.',
    ),
    ...when(
      which(({ replicationFactor }, inSync) => replicationFactor >= WANTED_IN_SYNC && inSync >= replicationFactor),
      'min-insync-without-slack',
      'min.insync.replicas equals the copies: one broker that restarts stops all sending',
      `Have one copy more than min.insync.replicas: ${WANTED_REPLICATION} and ${WANTED_IN_SYNC}.`,
      'note',
    ),
  ];
}

/**
 * A topic of personal data is kept for weeks, by design, and so long at least. Whatever is kept longer holds what clocks
 * are made from: it must outlive the longest of them, with room.
 */
function retentionFindings({ topics, needed, longestClockDays }: ProductionFacts): readonly Finding[] {
  const planned = new Map(needed.map(({ name, settings }) => [name, Number(settings['retention.ms'])]));
  const least = (longestClockDays + ROOM_DAYS) * DAY_MS;
  const finite = topics.flatMap(({ name, settings }) => {
    const kept = Number(settings['retention.ms']);
    const plan = planned.get(name);
    // -1: for ever.
    return plan === undefined || kept < 0 ? [] : [{ name, kept, plan }];
  });
  const tooShort = finite.filter(({ kept, plan }) => !(kept >= Math.min(plan, least))).map(({ name }) => name);
  const shorter = finite.filter(({ name, kept, plan }) => kept < plan && !tooShort.includes(name)).map(({ name }) => name);
  return [
    ...when(
      tooShort,
      'retention-too-short',
      `retention.ms is too short: what an agency has not collected in time is gone, and facts must outlive the longest clock (${longestClockDays} days) by ${ROOM_DAYS} days`,
      'Set retention.ms to what "exchange topics list" says is planned.',
    ),
    ...when(
      shorter,
      'retention-not-as-planned',
      'retention.ms is shorter than planned, and still longer than the longest clock',
      'Set retention.ms to what "exchange topics list" says is planned.',
      'note',
    ),
  ];
}

/** Not a number where the broker does not know the setting: then nothing is said of it. */
function number(settings: BrokerDescription['settings'], name: string): number {
  return Number(settings[name] ?? Number.NaN);
}

function when(
  where: readonly string[],
  code: Finding['code'],
  problem: string,
  remedy: string,
  severity: Finding['severity'] = 'unsafe',
): readonly Finding[] {
  return where.length === 0 ? [] : [{ code, severity, problem, where, remedy }];
}

function unsafe(code: Finding['code'], problem: string, where: readonly string[], remedy: string): Finding {
  return { code, severity: 'unsafe', problem, where, remedy };
}
