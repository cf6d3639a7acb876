import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { IncomingMessage, Topics } from '#libs/contracts';
import { BatchConsumer, KafkaTopicAdmin, type PartitionLag } from '#libs/messaging';

import { agencySchema } from '../environment/plan.js';

/** A message in Kafka that concerns one of the referrals looked for. */
export interface TopicPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** Milliseconds since 1970, as the producer wrote them. */
  readonly at: number;
  readonly messageId: string;
  readonly type: string;
  readonly referralId: string | undefined;
  readonly correlationId: string | undefined;
  /** Of a receipt: no personal data is in its topic. */
  readonly rung: string | undefined;
}

/** A consumer group and the schema in which it stores its effects. */
export interface ConsumingApp {
  readonly group: string;
  readonly schema: string;
}

export interface Wanted {
  readonly referralIds: ReadonlySet<string>;
  readonly messageIds: ReadonlySet<string>;
}

const LOOK_EVERY_MS = 100;

/** Every topic that holds events, with the groups that consume it. */
export function consumersByTopic(topics: Topics, agencies: readonly string[]): ReadonlyMap<string, readonly ConsumingApp[]> {
  const publisher = { group: topics.publisherGroup(), schema: 'referral_publisher' };
  const recorder = { group: topics.recorderGroup(), schema: 'audit_recorder' };
  const watch = { group: topics.deadlineGroup(), schema: 'deadline_watch' };
  return new Map<string, readonly ConsumingApp[]>([
    [topics.lifecycle(), [recorder, watch]],
    ...agencies.flatMap((agency): [string, readonly ConsumingApp[]][] => [
      [topics.referral(agency), [{ group: topics.agencyGroup(agency), schema: agencySchema(agency) }]],
      [topics.acknowledgement(agency), [publisher, recorder, watch]],
      [topics.escalation(agency), [recorder]],
    ]),
  ]);
}

/**
 * Reads the topics from their beginning to their present end, under a group of its own.
 *
 * @returns the messages that are wanted; `complete` is false when the end was not reached in time.
 */
export async function findInTopics(
  brokers: readonly string[], topics: readonly string[], wanted: Wanted, timeoutMs: number,
): Promise<{ readonly places: readonly TopicPlace[]; readonly complete: boolean }> {
  const places: TopicPlace[] = [];
  const groupId = `faults-explain-${randomUUID()}`;
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'faults-explain' });
  const consumer = new BatchConsumer({ brokers, clientId: 'faults-explain', groupId, topics });
  try {
    const left = new Map((await admin.lag(groupId, topics)).filter(({ lag }) => lag > 0n).map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
    consumer.start((batch) => {
      places.push(...batch.messages.flatMap((message) => placeOf(message, wanted) ?? []));
      const key = `${batch.topic}/${batch.partition}`;
      const next = BigInt(batch.messages.at(-1)?.offset ?? '-1') + 1n;
      if (next >= (left.get(key) ?? 0n)) left.delete(key);
      return Promise.resolve();
    });
    const deadline = Date.now() + timeoutMs;
    while (left.size > 0 && Date.now() < deadline) await pause(LOOK_EVERY_MS);
    return { places: places.toSorted((one, other) => one.at - other.at), complete: left.size === 0 };
  } finally {
    await consumer.close();
    await admin.close();
  }
}

/** How far each group is on each partition of the topics it consumes, by `group topic/partition`. */
export async function readOffsets(
  brokers: readonly string[], consumers: ReadonlyMap<string, readonly ConsumingApp[]>,
): Promise<ReadonlyMap<string, PartitionLag>> {
  const topicsOf = new Map<string, string[]>();
  for (const [topic, apps] of consumers) for (const { group } of apps) topicsOf.set(group, [...(topicsOf.get(group) ?? []), topic]);
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'faults-explain' });
  try {
    const offsets = new Map<string, PartitionLag>();
    for (const [group, topics] of topicsOf) {
      for (const lag of await admin.lag(group, topics)) offsets.set(`${group} ${lag.topic}/${lag.partition}`, lag);
    }
    return offsets;
  } finally {
    await admin.close();
  }
}

function placeOf({ topic, partition, offset, timestamp, headers, value }: IncomingMessage, wanted: Wanted): TopicPlace | undefined {
  const { ce_id: messageId = '', ce_subject: referralId, ce_type: type = 'without a type', ce_correlationid: correlationId } = headers;
  if (!wanted.messageIds.has(messageId) && !wanted.referralIds.has(referralId ?? '')) return undefined;
  const rung = type.includes('.acknowledged.') ? rungIn(value) : undefined;
  return { topic, partition, offset, at: Number(timestamp), messageId, type, referralId, correlationId, rung };
}

function rungIn(value: Buffer | null): string | undefined {
  try {
    return String((JSON.parse(value?.toString('utf8') ?? '{}') as { readonly rung?: unknown }).rung);
  } catch {
    return undefined;
  }
}
