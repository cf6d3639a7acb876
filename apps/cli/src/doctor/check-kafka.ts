import type { PartitionLag } from '#libs/messaging';

import { CommandFailed } from '../command/command-failed.js';
import type { KafkaWhereabouts, Session } from '../command/session.js';
import { withKafka, type ExchangeKafka } from '../connection/with-kafka.js';
import { compareTopics, type ComparedTopic } from '../topics/compare-topics.js';
import { checkProduction } from './check-production.js';
import { counted, fail, ok, skip, warn, type CheckResult } from './check.js';

/** Checks that Kafka answers, has the topics, would keep them through a failure, and that every consumer group keeps up. */
export async function* checkKafka(session: Session, maxLag: bigint): AsyncGenerator<CheckResult, void, undefined> {
  const where = whereabouts(session);
  if (where === undefined) {
    yield skip('Kafka', 'nothing says where it is: set KAFKA_BROKERS and PARTNERSHIP_FILE');
    return;
  }
  try {
    yield* await withKafka(where, async (kafka) => [
      ok('Kafka', counted(kafka.brokers, 'broker')),
      ...(await topicChecks(kafka)),
      ...(await checkProduction(kafka)),
      ...(await lagChecks(kafka, maxLag)),
    ]);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    yield fail('Kafka', error.firstLine);
    yield skip('topics and consumers', 'Kafka does not answer');
  }
}

function whereabouts(session: Session): KafkaWhereabouts | undefined {
  try {
    return session.kafka();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}

async function topicChecks({ admin, needed }: ExchangeKafka): Promise<readonly CheckResult[]> {
  return judgeTopics(compareTopics(needed, await admin.describe(needed.map(({ name }) => name))));
}

/** The present faults of the topics. `judgeProduction` finds the settings that could lose messages later. */
export function judgeTopics(topics: readonly ComparedTopic[]): readonly CheckResult[] {
  const there = topics.filter(({ exists }) => exists);
  const missing = topics.filter(({ exists }) => !exists);
  const leaderless = there.filter(({ hasLeaders }) => hasLeaders === false);
  const different = there.filter(({ differences }) => differences.length > 0);
  const results: CheckResult[] = [];
  if (missing.length === 0) {
    results.push(ok('topics', `all ${topics.length} are there`));
  } else {
    const detail = `${counted(missing.length, 'topic is', 'topics are')} missing (${some(missing)}). Create with: exchange topics create`;
    results.push(fail('topics', detail));
  }
  if (leaderless.length > 0) results.push(fail('topic leaders', `no leader: ${some(leaderless)}. Look at the brokers.`));
  if (different.length === 0) results.push(ok('topic settings', 'as expected'));
  else results.push(warn('topic settings', `other than expected: ${some(different)}. See: exchange topics list`));
  return results;
}

function some(topics: readonly ComparedTopic[]): string {
  const names = topics.slice(0, 3).map(({ name }) => name);
  return topics.length > names.length ? `${names.join(', ')} and ${topics.length - names.length} more` : names.join(', ');
}

async function lagChecks({ admin, topics, agencies }: ExchangeKafka, maxLag: bigint): Promise<readonly CheckResult[]> {
  const acknowledgements = agencies.map((agency) => topics.acknowledgement(agency));
  const groups: readonly (readonly [string, readonly string[]])[] = [
    [topics.publisherGroup(), acknowledgements],
    [topics.recorderGroup(), [topics.lifecycle(), ...acknowledgements, ...agencies.map((agency) => topics.escalation(agency))]],
    [topics.deadlineGroup(), [topics.lifecycle(), ...acknowledgements]],
    ...agencies.map((agency) => [topics.agencyGroup(agency), [topics.referral(agency)]] as const),
  ];
  return Promise.all(groups.map(async ([group, consumed]) => judgeLag(group, await admin.lag(group, consumed), maxLag)));
}

/** The lag of one consumer group. */
export function judgeLag(group: string, partitions: readonly PartitionLag[], maxLag: bigint): CheckResult {
  const check = `consumer ${group}`;
  const behind = partitions.reduce((sum, { lag }) => sum + lag, 0n);
  const begun = partitions.some(({ committed }) => committed !== null);
  if (!begun && behind > 0n) return warn(check, `has taken nothing yet; ${counted(behind, 'message waits', 'messages wait')}. Is the app running?`);
  if (behind > maxLag) return warn(check, `is ${counted(behind, 'message')} behind. Does its app run, and is /health/ready well?`);
  return ok(check, behind === 0n ? 'has taken everything' : `is ${counted(behind, 'message')} behind`);
}
