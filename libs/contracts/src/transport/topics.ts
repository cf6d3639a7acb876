import { partitionFor } from './partition.js';

/** Settings of a topic. Every topic is created in advance; no app creates one on demand. */
export interface TopicDefinition {
  readonly name: string;
  /** A small number, because each partition of an agency topic costs a `send` of its own. */
  readonly partitions: number;
  /** Kafka topic settings, for example `retention.ms`. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * The parts without which statements of agencies get a wrong verdict: `partitions`, or the name of a setting. None for a topic that
   * no verdict rests on.
   */
  readonly judgedBy?: readonly string[];
}

/**
 * Partitions of every topic of an agency. They have one number, because a statement is in the partition of the copy that it is about,
 * and a fact names this partition before the copy is in the topic. A change moves the cases that are under way to other partitions.
 */
export const AGENCY_PARTITIONS = 2;

/** The partition of a case in the topics of every agency. */
export function partitionOfCase(caseKey: string): number {
  return partitionFor(caseKey, AGENCY_PARTITIONS);
}

/** One key for each partition, of messages that concern a partition and no single case. */
const PARTITION_KEYS = Array.from({ length: AGENCY_PARTITIONS }, (_, partition) => keyInPartition(partition));

/**
 * The key of a message that concerns a partition of an agency's topics and no single case.
 *
 * @throws RangeError for a number that is no partition of an agency's topics.
 */
export function keyOfPartition(partition: number): string {
  const key = PARTITION_KEYS[partition];
  if (key === undefined) throw new RangeError(`agency topics have ${AGENCY_PARTITIONS} partitions, and no partition ${partition}`);
  return key;
}

function keyInPartition(partition: number): string {
  for (let number = 0; ; number += 1) {
    const key = `partition-${partition}-${number}`;
    if (partitionOfCase(key) === partition) return key;
  }
}

/** The topic of the records of access, without the prefix of an exchange. */
export const ACCESS_TOPIC = 'safeguarding.access.v1';

const DAY_MS = 86_400_000;
/** Topics of content hold personal data, so their retention is no longer than their reader may need to collect it. */
const CONTENT_RETENTION_DAYS = 28;
/** Facts hold no personal data, and must outlive the longest statutory clock (45 working days) by a wide margin. */
const FACT_RETENTION_DAYS = 400;

/**
 * The names of all topics and consumer groups of one exchange.
 *
 * @param prefix the start of every topic and group name, so that several exchanges (or tests) can share one Kafka cluster.
 */
export class Topics {
  constructor(private readonly prefix = '') {}

  /** Referrals for one agency: each message is that agency's own view. */
  referral(agency: string): string {
    return `${this.prefix}safeguarding.referral.v1.${agency}`;
  }

  /** The statements of one agency: one message for each statement of a person, and batches of its machine's. */
  acknowledgement(agency: string): string {
    return `${this.prefix}safeguarding.acknowledgement.v1.${agency}`;
  }

  /** The codes of ethnicity that one agency records, for the publisher alone. */
  ethnicity(agency: string): string {
    return `${this.prefix}safeguarding.ethnicity.v1.${agency}`;
  }

  /** Notices of the exchange to one agency, without content. */
  notice(agency: string): string {
    return `${this.prefix}safeguarding.notice.v1.${agency}`;
  }

  /** Facts about referrals for every entitled reader: ids, codes, times, digests. */
  lifecycle(): string {
    return `${this.prefix}safeguarding.lifecycle.v1`;
  }

  /** Records of access: who was given or denied what, at every app. For the recorder alone. */
  access(): string {
    return `${this.prefix}${ACCESS_TOPIC}`;
  }

  /** The dead letters of one consumer group for one topic. */
  deadLetter(topic: string, group: string): string {
    return `${topic}.${group.slice(this.prefix.length)}.dlq`;
  }

  publisherGroup(): string {
    return `${this.prefix}referral-publisher`;
  }

  agencyGroup(agency: string): string {
    return `${this.prefix}agency-node.${agency}`;
  }

  recorderGroup(): string {
    return `${this.prefix}audit-recorder`;
  }

  deadlineGroup(): string {
    return `${this.prefix}deadline-watch`;
  }

  /** The beginnings of the names of all topics and groups of this exchange, those of agencies that have left it included. */
  starts(): readonly string[] {
    return [`${this.prefix}safeguarding.`, this.publisherGroup(), this.recorderGroup(), this.deadlineGroup(), this.agencyGroup('')];
  }

  /** Every topic that must exist before the apps of this exchange start. */
  catalogue(agencies: readonly string[]): readonly TopicDefinition[] {
    const consumed: { topic: string; groups: string[]; days: number; partitions: number; settings?: Readonly<Record<string, string>>; judgedBy?: readonly string[] }[] = [
      { topic: this.lifecycle(), groups: [this.recorderGroup(), this.deadlineGroup()], days: FACT_RETENTION_DAYS, partitions: 3 },
      { topic: this.access(), groups: [this.recorderGroup()], days: FACT_RETENTION_DAYS, partitions: 3 },
      ...agencies.flatMap((agency) => [
        {
          topic: this.referral(agency), groups: [this.agencyGroup(agency)], days: CONTENT_RETENTION_DAYS, partitions: AGENCY_PARTITIONS,
          judgedBy: ['partitions'],
        },
        {
          topic: this.acknowledgement(agency),
          groups: [this.publisherGroup(), this.recorderGroup(), this.deadlineGroup()],
          days: FACT_RETENTION_DAYS,
          partitions: AGENCY_PARTITIONS,
          // Partners write here, and the broker's time of a statement must not be theirs.
          settings: { 'message.timestamp.type': 'LogAppendTime' },
          judgedBy: ['partitions', 'message.timestamp.type'],
        },
        { topic: this.ethnicity(agency), groups: [this.publisherGroup()], days: CONTENT_RETENTION_DAYS, partitions: AGENCY_PARTITIONS },
        {
          topic: this.notice(agency),
          groups: [this.recorderGroup(), this.agencyGroup(agency)],
          days: FACT_RETENTION_DAYS,
          partitions: AGENCY_PARTITIONS,
          judgedBy: ['partitions'],
        },
      ]),
    ];
    return consumed.flatMap(({ topic, groups, days, partitions, settings = {}, ...judged }) => [
      { name: topic, partitions, settings: { 'retention.ms': String(days * DAY_MS), 'cleanup.policy': 'delete', ...settings }, ...judged },
      ...groups.map((group) => ({
        name: this.deadLetter(topic, group),
        partitions: 1,
        settings: { 'retention.ms': String(FACT_RETENTION_DAYS * DAY_MS), 'cleanup.policy': 'delete' },
      })),
    ]);
  }
}
