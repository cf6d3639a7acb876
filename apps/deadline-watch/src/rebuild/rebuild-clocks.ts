import type { ClockPolicy } from '#libs/agreements';
import type { Topics } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { newId } from '#libs/kernel';
import { readToEnd, type KafkaCluster } from '#libs/messaging';
import { statement, type Database } from '#libs/persistence';

import { FoldFacts } from '../fold-facts/fold-facts.js';
import { setRebuilding } from '../repositories/rebuild.repository.js';
import { DERIVED_TABLES } from '../tables.js';
import { BeginningOfFacts } from './beginning-of-facts.js';
import { REBUILD_CONTRACTS, RestoreClocks } from './restore-clocks.js';

const PAGE = 5_000;

/** In pages, because one DELETE of all rows would exceed the time limit of a statement. */
const EMPTY = [...DERIVED_TABLES, 'inbox_message'].map((table) =>
  statement(`watch-empty-${table}`, `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} LIMIT $1::int))`));

/**
 * Statements that wait for a copy of a referral that was published before a moment, by the time in the referral's id (UUIDv7: its
 * first 48 bits are milliseconds). In pages, as above.
 */
const SKIP = statement(
  'watch-skip-statements',
  `DELETE FROM statement WHERE ctid = ANY (ARRAY(
     SELECT ctid FROM statement s WHERE verdict = 'waiting' AND code = 'copy'
       AND ('x' || left(replace(referral_id::text, '-', ''), 12))::bit(48)::bigint < $2::bigint
       AND NOT EXISTS (SELECT 1 FROM sent_copy c WHERE c.referral_id = s.referral_id)
     LIMIT $1::int))`,
);

export interface RebuildParts {
  readonly database: Database;
  readonly kafka: KafkaCluster;
  readonly topics: Topics;
  readonly agencies: readonly string[];
  readonly policy: ClockPolicy;
  readonly onProgress?: (messages: number, left: bigint) => void;
}

export interface RebuildSummary {
  /** Messages that were read. */
  readonly messages: number;
  /** Statements that were skipped, because the publication of their referral has left the topic. They could never be judged. */
  readonly skipped: number;
}

/**
 * Makes the clocks again from the start of the topics. Running watches go on taking facts in, and make no call until the rebuild
 * has finished. If the rebuild dies, they still make no call: run it again.
 */
export async function rebuildClocks({ database, kafka, topics, agencies, policy, onProgress = () => undefined }: RebuildParts): Promise<RebuildSummary> {
  await database.transaction((transaction) => setRebuilding(transaction, true));
  for (const empty of EMPTY) while ((await database.run(empty, [PAGE])).count > 0);
  const followed = [topics.lifecycle(), ...agencies.flatMap((agency) => [topics.acknowledgement(agency), topics.notice(agency)])];
  const beginning = new BeginningOfFacts(topics.lifecycle());
  const effects = new RestoreClocks(new FoldFacts(topics, policy, agencies), topics, policy);
  // Dead letters belong to the running watch, whose quarantine has them already.
  const intake = new BatchedIntake({ database, group: topics.deadlineGroup(), topics, accepted: REBUILD_CONTRACTS, recognisesRepeats: isStatementEvent, effects });
  const { messages, ends } = await readToEnd(
    { ...kafka, clientId: 'deadline-watch-rebuild', groupId: `${topics.deadlineGroup()}.rebuild-${newId()}`, topics: followed, onProgress },
    async (batch) => {
      beginning.note(batch);
      await intake.take(batch);
    },
  );
  const skipped = await skip(database, beginning.missingBefore(ends, new Date()));
  await database.transaction((transaction) => setRebuilding(transaction, false));
  return { messages, skipped };
}

async function skip(database: Database, publishedBefore: Date | null): Promise<number> {
  if (publishedBefore === null) return 0;
  let skipped = 0;
  for (;;) {
    const { count } = await database.run(SKIP, [PAGE, publishedBefore.getTime()]);
    skipped += count;
    if (count === 0) return skipped;
  }
}
