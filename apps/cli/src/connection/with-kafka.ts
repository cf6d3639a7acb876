import { describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import { rightsOf, type KafkaRight, type TopicDefinition, type Topics } from '#libs/contracts';
import type { KafkaRightsAdmin, KafkaTopicAdmin } from '#libs/messaging';

import { CommandFailed } from '../command/command-failed.js';
import type { KafkaWhereabouts } from '../command/session.js';

export interface ExchangeKafka {
  readonly admin: KafkaTopicAdmin;
  readonly rightsAdmin: KafkaRightsAdmin;
  readonly topics: Topics;
  readonly partnership: Partnership;
  readonly agencies: readonly string[];
  /** Every topic that the partnership needs. */
  readonly needed: readonly TopicDefinition[];
  /** Every right that the clients of this exchange need. */
  readonly neededRights: readonly KafkaRight[];
  /** Brokers at this moment. */
  readonly brokers: number;
}

const DEADLINE_MS = 10_000;

/** @throws CommandFailed when Kafka does not answer, or the partnership cannot be read. */
export async function withKafka<Result>(where: KafkaWhereabouts, work: (kafka: ExchangeKafka) => Promise<Result>): Promise<Result> {
  const partnership = await partnershipOf(where.partnershipFile);
  // Loaded only here, because loading the client takes longer than most commands take to run.
  const { KafkaRightsAdmin, KafkaTopicAdmin } = await import('#libs/messaging');
  const options = { ...where.cluster, clientId: 'exchange-cli', deadlineMs: DEADLINE_MS };
  const admin = new KafkaTopicAdmin(options);
  const rightsAdmin = new KafkaRightsAdmin({ ...options, starts: where.topics.starts() });
  try {
    const brokers = await admin.brokers().catch(() => {
      throw CommandFailed.unreachable(`Kafka at ${where.cluster.brokers.join(', ')} does not answer. Is it running, and are these its brokers?`);
    });
    const ids = partnership.agencies.map(({ id }) => id);
    return await work({ admin, rightsAdmin, topics: where.topics, partnership, agencies: ids, needed: where.topics.catalogue(ids), neededRights: rightsOf(where.topics, ids), brokers });
  } finally {
    await Promise.all([admin.close(), rightsAdmin.close()]);
  }
}

/** @throws CommandFailed with every problem of the file. */
export async function partnershipOf(file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (read.ok) return read.value;
  throw CommandFailed.usage(read.error.map((problem) => describeProblem(problem)).join('\n'));
}
