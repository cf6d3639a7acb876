import { randomUUID } from 'node:crypto';

import { decodeEvent, isEvent, MachineStatementsContract, type IncomingMessage, type MachineStatementEntry, type Topics } from '#libs/contracts';
import { BatchConsumer, KafkaTopicAdmin, type PartitionLag } from '#libs/messaging';

import { agencySchema } from '../../harness/environment/plan.js';
import { waitUntil } from '../../harness/wait.js';

/** A message in Kafka that concerns one of the referrals or messages looked for. */
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
  /** Of a receipt, because its topic carries no personal data. */
  readonly rung: string | undefined;
}

/** A consumer group and the schema in which it stores its effects. */
export interface ConsumingApp {
  readonly group: string;
  readonly schema: string;
}

/** Every topic that holds events, with the groups that consume it. */
export type Consumers = ReadonlyMap<string, readonly ConsumingApp[]>;

export function consumersByTopic(topics: Topics, agencies: readonly string[]): Consumers {
  const publisher = { group: topics.publisherGroup(), schema: 'referral_publisher' };
  const recorder = { group: topics.recorderGroup(), schema: 'audit_recorder' };
  const watch = { group: topics.deadlineGroup(), schema: 'deadline_watch' };
  return new Map<string, readonly ConsumingApp[]>([
    [topics.lifecycle(), [recorder, watch]],
    ...agencies.flatMap((agency): [string, readonly ConsumingApp[]][] => [
      [topics.referral(agency), [{ group: topics.agencyGroup(agency), schema: agencySchema(agency) }]],
      [topics.acknowledgement(agency), [publisher, recorder, watch]],
      [topics.notice(agency), [recorder, { group: topics.agencyGroup(agency), schema: agencySchema(agency) }]],
    ]),
  ]);
}

export type TopicSearch = Awaited<ReturnType<typeof searchTopics>>;

/** Reads the topics from their beginning to their present end, under a group of its own. */
export async function searchTopics(brokers: readonly string[], consumers: Consumers, ids: ReadonlySet<string>, timeoutMs: number) {
  // By place, because a batch may be delivered twice.
  const places = new Map<string, TopicPlace>();
  const topics = [...consumers.keys()];
  const groupId = `faults-explain-${randomUUID()}`;
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'faults-explain' });
  const consumer = new BatchConsumer({ brokers, clientId: 'faults-explain', groupId, topics });
  try {
    const offsets = new Map<string, PartitionLag>();
    for (const [topic, apps] of consumers) {
      for (const { group } of apps) for (const lag of await admin.lag(group, [topic])) offsets.set(`${group} ${topic}/${lag.partition}`, lag);
    }
    const left = new Map((await admin.lag(groupId, topics)).filter(({ lag }) => lag > 0n).map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
    consumer.start((batch) => {
      for (const message of batch.messages) {
        const place = placeOf(message, ids);
        if (place !== undefined) places.set(`${message.topic}/${message.partition}@${message.offset}`, place);
      }
      const key = `${batch.topic}/${batch.partition}`;
      const next = BigInt(batch.messages.at(-1)?.offset ?? '-1') + 1n;
      if (next >= (left.get(key) ?? 0n)) left.delete(key);
      return Promise.resolve();
    });
    const complete = await waitUntil(() => left.size === 0, timeoutMs, 100);
    return {
      /** The messages with one of the ids, oldest first. */
      places: [...places.values()].toSorted((one, other) => one.at - other.at),
      /** False when the end of a topic was not reached in time. */
      complete,
      /** The position of each group on each partition of the topics that it consumes, by `group topic/partition`. */
      offsets,
    };
  } finally {
    await consumer.close();
    await admin.close();
  }
}

function placeOf(message: IncomingMessage, ids: ReadonlySet<string>): TopicPlace | undefined {
  const { topic, partition, offset, timestamp, headers, value } = message;
  const { ce_id: messageId = '', ce_subject: referralId, ce_type: type = 'without a type', ce_correlationid: correlationId } = headers;
  const place = { topic, partition, offset, at: Number(timestamp), type };
  const entry = entriesIn(message).find((each) => [each.receiptId, each.referralId, each.messageId].some((id) => ids.has(id ?? '')));
  if (entry !== undefined) {
    return { ...place, messageId: entry.receiptId, referralId: entry.referralId, correlationId: entry.correlationId, rung: entry.rung };
  }
  if (!ids.has(messageId) && !ids.has(referralId ?? '')) return undefined;
  const rung = type.includes('.acknowledged.') ? /"rung":"([a-z_]+)"/.exec(value?.toString('utf8') ?? '')?.[1] : undefined;
  return { ...place, messageId, referralId, correlationId, rung };
}

/** The statements of a batch, each of which may be about another referral. */
function entriesIn(message: IncomingMessage): readonly MachineStatementEntry[] {
  const event = decodeEvent(message, [MachineStatementsContract]);
  return event.ok && isEvent(event.value, MachineStatementsContract) ? event.value.data.entries : [];
}
