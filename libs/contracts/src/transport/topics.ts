/** Settings of a topic that is created ahead; nothing in the exchange creates a topic on the fly. */
export interface TopicDefinition {
  readonly name: string;
  /** Few: each partition of an agency topic costs a `send` of its own. */
  readonly partitions: number;
  /** Kafka topic settings, for example `retention.ms`. */
  readonly settings: Readonly<Record<string, string>>;
}

const DAY_MS = 86_400_000;
/** Referral topics hold personal data: kept no longer than an agency may need to collect it. */
const REFERRAL_RETENTION_DAYS = 28;
/** Facts hold none, and must outlive the longest statutory clock (45 working days) with room. */
const FACT_RETENTION_DAYS = 400;

/**
 * The names of every topic and consumer group of one exchange.
 *
 * @param prefix put before every topic and group, so that several exchanges (or tests) can share one Kafka cluster.
 */
export class Topics {
  constructor(private readonly prefix = '') {}

  /** Referrals for one agency: each message is that agency's own view. */
  referral(agency: string): string {
    return `${this.prefix}safeguarding.referral.v1.${agency}`;
  }

  /** Receipts of one agency, one message per rung. */
  acknowledgement(agency: string): string {
    return `${this.prefix}safeguarding.acknowledgement.v1.${agency}`;
  }

  /** What is due, warned of, breached, and who was called: of the clocks that run against one agency. */
  escalation(agency: string): string {
    return `${this.prefix}safeguarding.escalation.v1.${agency}`;
  }

  /** Facts about referrals that everyone entitled may follow: ids, codes, times, digests. */
  lifecycle(): string {
    return `${this.prefix}safeguarding.lifecycle.v1`;
  }

  /** Where a consumer group says what it could not take, and why. */
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

  /** Every topic that must exist before the apps of this exchange start. */
  catalogue(agencies: readonly string[]): readonly TopicDefinition[] {
    const consumed: { topic: string; groups: string[]; days: number; partitions: number }[] = [
      { topic: this.lifecycle(), groups: [this.recorderGroup(), this.deadlineGroup()], days: FACT_RETENTION_DAYS, partitions: 3 },
      ...agencies.flatMap((agency) => [
        { topic: this.referral(agency), groups: [this.agencyGroup(agency)], days: REFERRAL_RETENTION_DAYS, partitions: 2 },
        {
          topic: this.acknowledgement(agency),
          groups: [this.publisherGroup(), this.recorderGroup(), this.deadlineGroup()],
          days: FACT_RETENTION_DAYS,
          partitions: 2,
        },
        { topic: this.escalation(agency), groups: [this.recorderGroup()], days: FACT_RETENTION_DAYS, partitions: 2 },
      ]),
    ];
    return consumed.flatMap(({ topic, groups, days, partitions }) => [
      { name: topic, partitions, settings: { 'retention.ms': String(days * DAY_MS), 'cleanup.policy': 'delete' } },
      ...groups.map((group) => ({
        name: this.deadLetter(topic, group),
        partitions: 1,
        settings: { 'retention.ms': String(FACT_RETENTION_DAYS * DAY_MS), 'cleanup.policy': 'delete' },
      })),
    ]);
  }
}
