import type { TopicReport } from '#libs/messaging';

import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { WANTED_REPLICATION, withKafka } from '../connection/with-kafka.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableDuration } from '../terminal/time.js';
import { compareTopics, type ComparedTopic } from './compare-topics.js';

export interface CreateOptions {
  readonly replication?: number;
}

const COMPARED: readonly Column<ComparedTopic>[] = [
  { heading: 'TOPIC', value: ({ name }) => name },
  { heading: 'EXISTS', value: ({ exists }) => (exists ? 'yes' : 'no') },
  { heading: 'PARTITIONS', value: ({ partitions }) => partitions, align: 'right' },
  { heading: 'REPLICATION', value: ({ replication }) => replication, align: 'right' },
  { heading: 'MIN IN SYNC', value: ({ minInsyncReplicas }) => minInsyncReplicas, align: 'right' },
  { heading: 'KEPT', value: ({ retentionMs }) => retention(retentionMs), align: 'right' },
  { heading: 'DIFFERENCES', value: ({ differences }) => differences.join('; ') },
];

const REPORTED: readonly Column<TopicReport>[] = [
  { heading: 'TOPIC', value: ({ name }) => name },
  { heading: 'STATUS', value: ({ status }) => status },
  { heading: 'DIFFERENCES', value: ({ differences }) => differences.join('; ') },
];

export async function listTopics(session: Session): Promise<ExitCode | undefined> {
  const { topics, brokers } = await withKafka(session.kafka(), async ({ admin, needed, brokers }) => ({
    topics: compareTopics(needed, await admin.describe(needed.map(({ name }) => name))),
    brokers,
  }));
  const missing = topics.filter(({ exists }) => !exists).length;
  await session.output.document({ brokers, missing, topics });
  await session.output.lines(...tableOf(COMPARED, topics));
  if (missing > 0) session.output.note(`${missing} of ${topics.length} topics are missing. Create them with: exchange topics create`);
  return missing > 0 ? EXIT_CODES.failed : undefined;
}

export async function createTopics(session: Session, { replication }: CreateOptions): Promise<ExitCode | undefined> {
  const { output } = session;
  const { topics, replicationFactor } = await withKafka(session.kafka(), async ({ admin, needed, brokers }) => {
    const replicationFactor = replication ?? Math.min(WANTED_REPLICATION, brokers);
    const copies = replicationFactor === 1 ? '1 copy' : `${replicationFactor} copies`;
    output.note(`Making sure of ${needed.length} topics with ${copies} on ${brokers === 1 ? '1 broker' : `${brokers} brokers`}.`);
    return { topics: await admin.ensureTopics(needed, { replicationFactor }), replicationFactor };
  });
  const count = (status: TopicReport['status']): number => topics.filter((topic) => topic.status === status).length;
  const summary = { created: count('created'), unchanged: count('unchanged'), different: count('different') };
  await output.document({ replicationFactor, ...summary, topics });
  await output.lines(...tableOf(REPORTED, topics), '', `${summary.created} created, ${summary.unchanged} unchanged, ${summary.different} different`);
  return summary.different > 0 ? EXIT_CODES.failed : undefined;
}

function retention(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined || Number.isNaN(milliseconds)) return undefined;
  return milliseconds < 0 ? 'for ever' : readableDuration(milliseconds);
}
