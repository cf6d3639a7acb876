import type { ClockPolicy } from '#libs/agreements';
import type { Topics } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { newId } from '#libs/kernel';
import { BatchConsumer, KafkaTopicAdmin } from '#libs/messaging';
import { statement, type Database } from '#libs/persistence';

import { FoldFacts } from '../fold-facts/fold-facts.js';
import { setRebuilding } from '../repositories/rebuild.repository.js';
import { DERIVED_TABLES } from '../tables.js';
import { REBUILD_CONTRACTS, RestoreClocks } from './restore-clocks.js';

const LOOK_EVERY_MS = 200;
const PAGE = 5_000;

/** In pages, because one DELETE of all rows would exceed the time limit of a statement. */
const EMPTY = [...DERIVED_TABLES, 'inbox_message'].map((table) =>
  statement(`watch-empty-${table}`, `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} LIMIT $1::int))`));

export interface RebuildParts {
  readonly database: Database;
  readonly brokers: readonly string[];
  readonly topics: Topics;
  readonly agencies: readonly string[];
  readonly policy: ClockPolicy;
  readonly onProgress?: (messages: number, left: bigint) => void;
}

/**
 * Makes the clocks again from the start of the topics. Running watches go on taking facts in, and make no call until the rebuild
 * has finished. If the rebuild dies, they still make no call: run it again.
 *
 * @returns the number of messages read.
 */
export async function rebuildClocks({ database, brokers, topics, agencies, policy, onProgress = () => undefined }: RebuildParts): Promise<number> {
  await database.transaction((transaction) => setRebuilding(transaction, true));
  for (const empty of EMPTY) while ((await database.run(empty, [PAGE])).count > 0);
  const followed = [topics.lifecycle(), ...agencies.flatMap((agency) => [topics.acknowledgement(agency), topics.notice(agency)])];
  // A group for this run alone, so that the offsets of the running watches stay.
  const groupId = `${topics.deadlineGroup()}.rebuild-${newId()}`;
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'deadline-watch-rebuild' });
  const consumer = new BatchConsumer({ brokers, clientId: 'deadline-watch-rebuild', groupId, topics: followed });
  let messages = 0;
  try {
    const ends = await admin.lag(groupId, followed);
    const effects = new RestoreClocks(new FoldFacts(topics, policy, agencies), topics, policy);
    // Dead letters belong to the running watch, whose quarantine has them already.
    const intake = new BatchedIntake({ database, group: topics.deadlineGroup(), topics, accepted: REBUILD_CONTRACTS, recognisesRepeats: isStatementEvent, effects });
    consumer.start(async (batch) => {
      const summary = await intake.take(batch);
      messages += summary.received;
    });
    for (;;) {
      const lags = await admin.lag(groupId, followed);
      const left = lags.reduce((sum, { topic, partition, lag, end }) => {
        const until = ends.find((each) => each.topic === topic && each.partition === partition)?.end ?? 0n;
        const beyond = end - until;
        return sum + (lag > beyond ? lag - beyond : 0n);
      }, 0n);
      onProgress(messages, left);
      if (left === 0n) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    await consumer.close();
    await admin.close();
  }
  await database.transaction((transaction) => setRebuilding(transaction, false));
  return messages;
}
