import { APPS } from '#libs/contracts';
import type { ComparedTopic, PartitionLag } from '#libs/messaging';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { withKafka, type ExchangeKafka } from '../connection/with-kafka.js';
import { counted, some } from '../terminal/words.js';
import { checkProduction } from './check-production.js';
import { checkRights } from './check-rights.js';
import { fail, ok, skip, warn, type CheckResult } from './check.js';
import { unlessUnknown } from './targets.js';

/** Checks that Kafka answers, has the topics, would keep them through a failure, and that every consumer group keeps up. */
export async function* checkKafka(session: Session, maxLag: bigint): AsyncGenerator<CheckResult, void, undefined> {
  const where = unlessUnknown(() => session.kafka());
  if (where === undefined) {
    yield skip('Kafka', 'its address is unknown: set KAFKA_BROKERS and PARTNERSHIP_FILE');
    return;
  }
  try {
    yield* await withKafka(where, async (kafka) => [
      ok('Kafka', counted(kafka.brokers, 'broker')),
      ...judgeTopics(await kafka.admin.compare(kafka.needed)),
      await checkRights(kafka),
      ...(await checkProduction(kafka)),
      ...(await lagChecks(kafka, maxLag)),
    ]);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    yield fail('Kafka', error.firstLine);
    yield skip('topics and consumers', 'Kafka does not answer');
  }
}

/** The present faults of the topics. `judgeProduction` finds the settings that could lose messages later. */
export function judgeTopics(topics: readonly ComparedTopic[]): readonly CheckResult[] {
  const named = (isIt: (topic: ComparedTopic) => boolean): string[] => topics.filter(isIt).map(({ name }) => name);
  const missing = named(({ exists }) => !exists);
  const leaderless = named(({ exists, hasLeaders }) => exists && hasLeaders === false);
  const misjudging = topics.flatMap(({ name, misjudging: faults }) => faults.map((fault) => `${name} ${fault}`));
  const different = named(({ exists, differences }) => exists && differences.length > 0);
  return [
    missing.length === 0
      ? ok('topics', `all ${topics.length} are there`)
      : fail('topics', `${counted(missing.length, 'topic is', 'topics are')} missing (${some(missing)}). Create with: exchange topics create`),
    ...(leaderless.length === 0 ? [] : [fail('topic leaders', `no leader: ${some(leaderless)}. Look at the brokers.`)]),
    ...(misjudging.length === 0 ? [] : [fail('topics of agencies', `statements of agencies are judged wrongly: ${some(misjudging)}. See the runbook.`)]),
    different.length === 0 ? ok('topic settings', 'as expected') : warn('topic settings', `other than expected: ${some(different)}. See: exchange topics list`),
  ];
}

async function lagChecks({ admin, topics, agencies }: ExchangeKafka, maxLag: bigint): Promise<readonly CheckResult[]> {
  const groups = APPS.flatMap(({ consumes }) => consumes(topics, agencies));
  return Promise.all(groups.map(async ({ group, topics: consumed }) => judgeLag(group, await admin.lag(group, consumed), maxLag)));
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
