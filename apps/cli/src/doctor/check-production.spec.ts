import { describe, expect, it } from '@jest/globals';

import { readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { judgeProduction, type BrokerDescription, type ProductionFacts, type TopicDescription } from '#libs/messaging';

import { exchange } from '../test-support/exchange-stand-in.js';
import { longestClockDays, resultOf } from './check-production.js';

const read = await readPartnership('infra/partnership/northshire/partnership.yaml');
if (!read.ok) throw new Error('the demonstration partnership is not sound');
const northshire = read.value;
const DAY_MS = 86_400_000;
const topics = new Topics();
const needed = topics.catalogue(['northshire-csc']);
const asNeeded: readonly TopicDescription[] = needed.map(({ name, partitions, settings }) => ({
  name, partitions, replicationFactor: 3, hasLeaders: true, settings: { ...settings, 'min.insync.replicas': '2', 'retention.bytes': '-1' },
}));
const safe: ProductionFacts = {
  brokers: [1, 2, 3].map((id) => ({
    id,
    address: `kafka-${id}:9092`,
    settings: {
      'auto.create.topics.enable': 'false',
      'unclean.leader.election.enable': 'false',
      'offsets.topic.replication.factor': '3',
      'group.min.session.timeout.ms': '6000',
      'group.max.session.timeout.ms': '1800000',
    },
  })),
  topics: asNeeded,
  needed,
  durability: { acks: -1, sessionTimeoutMs: 10_000 },
  longestClockDays: longestClockDays(northshire),
};

function judged(change: Partial<ProductionFacts>): string[] {
  return judgeProduction({ ...safe, ...change }).map(({ severity, code, where }) => `${severity} ${code}: ${where.join(', ')}`);
}

/** The second broker with other settings. */
function withBroker(settings: BrokerDescription['settings']): Partial<ProductionFacts> {
  return { brokers: safe.brokers?.map((broker) => (broker.id === 2 ? { ...broker, settings: { ...broker.settings, ...settings } } : broker)) };
}

/** One topic with other settings. */
function withTopic(name: string, settings: TopicDescription['settings'], replicationFactor = 3): Partial<ProductionFacts> {
  return {
    topics: asNeeded.map((topic) =>
      topic.name === name ? { ...topic, replicationFactor, settings: { ...topic.settings, ...settings } } : topic),
  };
}

/** The result of the doctor for a Kafka that no option names, and whether the doctor took it for production. */
async function kafkaOf(...options: string[]): Promise<unknown> {
  const { out } = await exchange(['doctor', '--json', ...options]);
  const { production, checks } = JSON.parse(out) as { production: boolean; checks: { check: string; status: string }[] };
  return [production, checks.find(({ check }) => check === 'Kafka')?.status];
}

describe('the settings of a production', () => {
  const [lifecycle, referral] = [topics.lifecycle(), topics.referral('northshire-csc')];
  const broker = 'broker 2 (kafka-2:9092)';

  it('are well with three brokers, three copies, two in sync, and facts kept as planned', () => expect(judged({})).toEqual([]));

  it.each([
    ['topics are made by a mistyped name', { 'auto.create.topics.enable': 'true' }, `unsafe auto-create-topics: ${broker}`],
    ['a broker that was behind may lead', { 'unclean.leader.election.enable': 'true' }, `unsafe unclean-election: ${broker}`],
    ['offsets have one copy', { 'offsets.topic.replication.factor': '1' }, `unsafe offsets-replication-too-low: ${broker}`],
    ['our sessions are too long for it', { 'group.max.session.timeout.ms': '9999' }, `unsafe session-timeout-refused: ${broker}`],
    ['our sessions are too short for it', { 'group.min.session.timeout.ms': '10001' }, `unsafe session-timeout-refused: ${broker}`],
  ])('are unsafe on a broker where %s', (_, settings, finding) => expect(judged(withBroker(settings))).toEqual([finding]));

  it('are unsafe with fewer than three brokers, and when the brokers do not tell', () => {
    expect(judged({ brokers: safe.brokers?.slice(0, 2) })).toEqual(['unsafe too-few-brokers: broker 1 (kafka-1:9092), broker 2 (kafka-2:9092)']);
    expect(judged({ brokers: undefined })).toEqual(['unsafe broker-settings-unreadable: cluster']);
  });

  it('are unsafe when producers do not wait for all', () => {
    for (const acks of [0, 1]) {
      expect(judged({ durability: { acks, sessionTimeoutMs: 10_000 } })).toEqual(['unsafe acks-not-all: producers of the exchange']);
    }
  });

  it.each([
    ['one copy', withTopic(lifecycle, { 'min.insync.replicas': '1' }, 1), ['unsafe replication-too-low', 'unsafe min-insync-too-low']],
    ['two copies', withTopic(lifecycle, {}, 2), ['unsafe replication-too-low', 'note min-insync-without-slack']],
    ['one in sync is enough', withTopic(lifecycle, { 'min.insync.replicas': '1' }), ['unsafe min-insync-too-low']],
    ['all must be in sync', withTopic(lifecycle, { 'min.insync.replicas': '3' }), ['note min-insync-without-slack']],
    ['a broker that was behind may lead', withTopic(lifecycle, { 'unclean.leader.election.enable': 'true' }), ['unsafe unclean-election']],
    ['size ends it', withTopic(lifecycle, { 'retention.bytes': '1073741824' }), ['unsafe retention-by-size']],
  ])('are looked at, topic by topic: %s', (_, change, findings) => {
    expect(judged(change)).toEqual(findings.map((finding) => `${finding}: ${lifecycle}`));
  });

  it('keep facts longer than the longest clock with room, and referrals for their weeks', () => {
    const kept = (name: string, days: number): string[] => judged(withTopic(name, { 'retention.ms': String(days * DAY_MS) }));
    const least = longestClockDays(northshire) + 30;
    expect(kept(lifecycle, least - 1)).toEqual([`unsafe retention-too-short: ${lifecycle}`]);
    expect(kept(lifecycle, least)).toEqual([`note retention-not-as-planned: ${lifecycle}`]);
    expect(kept(lifecycle, 400)).toEqual([]);
    // This retention is weeks by design, so shorter than the longest clock is no fault.
    expect(kept(referral, 28)).toEqual([]);
    expect(kept(referral, 27)).toEqual([`unsafe retention-too-short: ${referral}`]);
    expect(judged(withTopic(lifecycle, { 'retention.ms': '-1' }))).toEqual([]);
    expect(judged(withTopic(lifecycle, { 'retention.ms': 'unset' }))).toEqual([`unsafe retention-too-short: ${lifecycle}`]);
  });

  it('are reported with place and remedy: a warning, and only a note where nothing can be lost', () => {
    const [unsafe, note] = judgeProduction({ ...safe, ...withTopic(lifecycle, {}, 2) });
    if (unsafe === undefined || note === undefined) throw new Error('two findings were expected');
    expect(resultOf(unsafe)).toMatchObject({ check: 'replication-too-low', status: 'warn', finding: { where: [lifecycle] } });
    expect(resultOf(unsafe).detail).toMatch(/fewer than 3 copies.*At: safeguarding\.lifecycle\.v1\. Reassign/);
    expect(resultOf(note)).toMatchObject({ check: 'min-insync-without-slack', status: 'note' });
  });

  it('cannot be passed unseen: with --production Kafka must be there to be looked at', async () => {
    expect(await kafkaOf()).toEqual([false, 'skip']);
    expect(await kafkaOf('--production')).toEqual([true, 'fail']);
  });
});
