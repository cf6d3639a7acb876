import { randomBytes } from 'node:crypto';

import { loadSettings, publisherSettings } from '#libs/config';
import {
  decodeEvent, encodeEvent, isEvent, LIFECYCLE_CONTRACTS, NOTICE_CONTRACTS, REFERRAL_CONTRACTS, ReferralAcknowledgedContract, ReferralSharedContract, StatementsJudgedContract, Topics,
  partitionOfCase, type EventContract, type IncomingMessage, type MachineRung, type MachineStatementEntry, type NoticedStatement, type OutgoingMessage, type ReceiptRung, type ReceivedEvent, type ReferralAcknowledged, type ReferralShared,
  type StatementsJudged,
} from '#libs/contracts';
import { createHttpApp } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { BatchConsumer, KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, machineBatch, TestIssuer, testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { grants } from '../grants.js';
import { migrations } from '../migrations/index.js';
import { publisherApp } from '../publisher-app.js';
import { changedPartnership, withSouthshirePolice } from './changed-partnership.js';
import { eventually } from './eventually.js';
import { PublisherCopy } from './publisher-copy.js';

export const AGENCIES = ['northshire-csc', 'northmoor-csc', 'northshire-icb', 'hilltop-school', 'riverside-school', 'northshire-probation'];
export { PARTNERSHIP_FILE } from './changed-partnership.js';

export interface Services {
  /** A superuser's. */
  readonly postgresUrl: string;
  readonly kafkaBrokers: readonly string[];
}

export type Shared = ReceivedEvent<ReferralShared>;
/** The fields to change in a receipt. Some belong to persons, some to machines. */
type Details = Partial<Omit<ReferralAcknowledged, 'rung'> & Omit<MachineStatementEntry, 'rung'>>;

/** The surroundings of the publisher: its topics, its schema, a reader of all its messages, and agencies that answer. */
export class PublisherUnderTest {
  /** The messages on the agencies' topics, in the order of each partition. A message that Kafka delivers twice is here once. */
  readonly shared: Shared[] = [];
  /** Corrections, regrades, withdrawals and other updates, to any agency. */
  readonly updates: ReceivedEvent[] = [];
  readonly facts: ReceivedEvent[] = [];
  /** The notices to agencies. */
  readonly notices: ReceivedEvent[] = [];
  readonly deadLetterNotices: IncomingMessage[] = [];
  /** The log lines of all copies of the publisher. */
  readonly logLines: string[] = [];
  private readonly copies: PublisherCopy[] = [];
  private readonly heard = new Set<string>();
  private readonly readers: BatchConsumer[] = [];

  private constructor(
    readonly topics: Topics,
    readonly kafkaBrokers: readonly string[],
    readonly schema: SchemaDefinition,
    /** As the superuser, in the publisher's schema. */
    readonly admin: Database,
    private readonly sender: KafkaPublisher,
    private readonly topicAdmin: KafkaTopicAdmin,
    private readonly partnership: Awaited<ReturnType<typeof changedPartnership>>,
  ) {}

  static async create({ postgresUrl, kafkaBrokers }: Services): Promise<PublisherUnderTest> {
    const name = `publisher_${randomBytes(6).toString('hex')}`;
    const topics = new Topics(`${name}.`);
    const appUrl = new URL(postgresUrl);
    Object.assign(appUrl, { username: `${name}_app`, password: randomBytes(12).toString('hex') });
    const schema = { adminUrl: postgresUrl, appUrl: appUrl.href, schema: name, migrations, grants };
    const connection = { brokers: kafkaBrokers, clientId: name };
    const topicAdmin = new KafkaTopicAdmin(connection);
    await Promise.all([topicAdmin.ensureTopics(topics.catalogue(AGENCIES), { replicationFactor: 1 }), migrateSchema(schema)]);
    const admin = await Database.open({ url: postgresUrl, schema: name, poolSize: 2, applicationName: name });
    const publisher = new PublisherUnderTest(topics, kafkaBrokers, schema, admin, new KafkaPublisher(connection), topicAdmin, await changedPartnership(withSouthshirePolice));
    publisher.listen();
    return publisher;
  }

  /**
   * Reads all messages of the publisher from the beginning, as a new group. A test calls it again after an outage, because the
   * broker would keep the old group waiting until the session of its earlier member has timed out.
   */
  listen(): void {
    const { topics, kafkaBrokers: brokers, schema: { schema: name } } = this;
    const deadLetters = AGENCIES.map((agency) => topics.deadLetter(topics.acknowledgement(agency), topics.publisherGroup()));
    const heard = [topics.lifecycle(), ...AGENCIES.flatMap((agency) => [topics.referral(agency), topics.notice(agency)]), ...deadLetters];
    const reader = new BatchConsumer({ brokers, clientId: name, groupId: `${name}.reader-${this.readers.length}`, topics: heard });
    reader.start(({ messages }) => Promise.resolve(messages.forEach((message) => this.hear(message))));
    this.readers.push(reader);
  }

  /** A copy of the publisher, as `main.ts` starts it, on a free port. */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<PublisherCopy> {
    const settings = loadSettings(publisherSettings, {
      PORT: '0',
      DATABASE_URL: this.schema.appUrl,
      DATABASE_SCHEMA: this.schema.schema,
      KAFKA_BROKERS: this.kafkaBrokers.join(','),
      TOPIC_PREFIX: this.topics.lifecycle().replace(/safeguarding.*/, ''),
      PARTNERSHIP_FILE: this.partnership.file,
      CASE_KEY_SECRET: 'a secret of thirty-two characters',
      ...TestIssuer.shared().environment(),
      ...environment,
    });
    if (!settings.ok) throw new Error(settings.error.map(({ message }) => message).join(' '));
    const logger = Logger.to({ app: 'referral-publisher', level: 'debug', destination: { write: (line) => this.logLines.push(line) } });
    const app = await createHttpApp(publisherApp, settings.value, { logger, processMetrics: false });
    const copy = new PublisherCopy(app, await app.listen());
    this.copies.push(copy);
    return copy;
  }

  /** The lines that all copies of the publisher have logged about one event. */
  logged(event: string): readonly Record<string, unknown>[] {
    return this.logLines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event);
  }

  /** Each agency's copy of a referral, after exactly these agencies have theirs. */
  async sharedWith(referralId: string, agencies: readonly string[]): Promise<ReadonlyMap<string, Shared>> {
    const of = (): Shared[] => this.shared.filter(({ data }) => data.referralId === referralId);
    await eventually(`copies for ${agencies.join(', ')}`, () => agencies.every((agency) => of().some(({ data }) => data.recipient === agency)));
    return new Map(of().map((shared) => [shared.data.recipient, shared]));
  }

  /** A fact of one type about a referral, after it has been published. */
  async fact<Data extends object>(type: string, referralId: string): Promise<ReceivedEvent<Data>> {
    return eventually(`the fact ${type}`, () => this.factsOf<Data>(type, referralId)[0]);
  }

  factsOf<Data extends object>(type: string, referralId: string): ReceivedEvent<Data>[] {
    const facts = this.facts.filter(({ attributes }) => attributes.subject === referralId && attributes.type.startsWith(`safeguarding.referral.${type}.v`));
    return facts as ReceivedEvent<Data>[];
  }

  /** The verdicts on the statements about a referral that an agency was notified of, in their order. */
  verdictsNotified(agency: string, referralId: string): readonly NoticedStatement[] {
    return this.notices
      .filter((event): event is ReceivedEvent<StatementsJudged> => isEvent(event, StatementsJudgedContract) && event.message.topic === this.topics.notice(agency))
      .flatMap(({ data }) => data.statements)
      .filter((noticed) => noticed.referralId === referralId);
  }

  /** The facts, updates or notices of one contract about one referral, after there are that many of them. */
  async published<Data>(contract: EventContract<Data>, referralId: string, count = 1): Promise<readonly ReceivedEvent<Data>[]> {
    const all = (): ReceivedEvent<Data>[] => [...this.facts, ...this.updates, ...this.notices]
      .filter((event): event is ReceivedEvent<Data> => isEvent(event, contract))
      .filter(({ data }) => (data as { readonly referralId?: string }).referralId === referralId);
    return eventually(`${count} of ${contract.type}`, () => all().length >= count && all());
  }

  /** A statement of an agency beside the rungs, not sent yet. @param key the partition key of the copy that it is about. */
  statement<Data extends { readonly receiptId: string; readonly eventType: string; readonly referralId: string; readonly agency: string }>(
    contract: EventContract<Data>,
    key: string,
    data: Omit<Data, 'eventType'> & Pick<Data, 'receiptId' | 'referralId' | 'agency'>,
    topic = this.topics.acknowledgement(data.agency),
  ): OutgoingMessage {
    return encodeEvent(contract, {
      topic, key, id: data.receiptId, source: `/agency-node/${data.agency}`, subject: data.referralId, time: new Date().toISOString(),
      correlationId: newId(), data: { ...data, eventType: contract.type } as unknown as Data,
    });
  }

  /** A receipt as the agency's node would send it, for the copy that it received, not sent yet. */
  receipt(shared: Shared, rung: ReceiptRung, details: Details = {}, { topic = '', id = '' } = {}): OutgoingMessage {
    const { attributes, data: { referralId, recipient: agency, hop }, digest, message } = shared;
    if (rung === 'delivered' || rung === 'rejected') {
      const { agency: stating = agency, ...entry } = details;
      const place = partitionOfCase(attributes.partitionKey);
      return machineBatch(this.topics, stating, place, [{ ...this.entry(shared, rung), ...entry }], {
        topic: topic || this.topics.acknowledgement(agency), ...(id !== '' && { batchId: id }),
      });
    }
    const at = new Date().toISOString();
    const data: ReferralAcknowledged = {
      receiptId: newId(), eventType: ReferralAcknowledgedContract.type, referralId, agency, hop, rung, messageId: attributes.id, envelopeDigest: digest,
      actor: 'sw-0142', topic: message.topic, partition: message.partition, offset: message.offset, receivedAt: at, occurredAt: at, ...details,
    };
    return encodeEvent(ReferralAcknowledgedContract, {
      topic: topic || this.topics.acknowledgement(agency),
      key: attributes.partitionKey,
      id: id || data.receiptId,
      source: `/agency-node/${agency}`,
      subject: data.referralId,
      time: at,
      correlationId: attributes.correlationId,
      data,
    });
  }

  /** The statement of the agency's machine about the copy that it received, as an entry of a batch. */
  entry({ attributes, data: { referralId, hop }, digest, message: { offset } }: Shared, rung: MachineRung): MachineStatementEntry {
    return {
      receiptId: newId(), rung, referralId, hop, messageId: attributes.id, envelopeDigest: digest, correlationId: attributes.correlationId, offset,
      occurredAt: new Date().toISOString(),
      ...(rung === 'delivered' ? { copyType: 'safeguarding.referral.shared.v1' } : { reasonCode: 'invalid-payload' }),
    };
  }

  /** The receipts up to this rung, in the order of the ladder, as an agency states them. Not sent yet. */
  receiptsUpTo(rung: 'opened' | 'accepted', shared: Shared): readonly OutgoingMessage[] {
    const rungs = ['delivered', 'opened', ...(rung === 'accepted' ? ['accepted' as const] : [])] as const;
    return rungs.map((each) => this.receipt(shared, each));
  }

  async agenciesPublish(...messages: readonly OutgoingMessage[]): Promise<void> {
    const outcomes = await this.sender.publish(messages);
    const failed = outcomes.find(({ status }) => status === 'failed');
    if (failed !== undefined) throw new Error(`the agencies' sender failed: ${JSON.stringify(failed)}`);
  }

  /** Deletes every message of an agency's referral topic, as a cluster that lost its disks. */
  async loseMessagesTo(agency: string): Promise<void> {
    await this.topicAdmin.deleteMessages(this.topics.referral(agency));
  }

  /** Runs SQL as the superuser in the publisher's schema. */
  async sql<Row>(text: string): Promise<readonly Row[]> {
    return (await this.admin.run<Row>(statement(`test-${randomBytes(8).toString('hex')}`, text))).rows;
  }

  async count(table: string, where = 'true'): Promise<number> {
    const [row] = await this.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${table} WHERE ${where}`);
    return row?.count ?? 0;
  }

  async remove(): Promise<void> {
    await Promise.all(this.copies.map((copy) => copy.stop()));
    await Promise.all([...this.readers.map((reader) => reader.close()), this.sender.close(), this.admin.close()]);
    await this.topicAdmin.deleteTopics(this.topics.catalogue(AGENCIES).map(({ name }) => name));
    await this.topicAdmin.close();
    await dropSchema(this.schema);
    await this.partnership.remove();
  }

  private hear(message: IncomingMessage): void {
    const place = `${message.topic} ${message.partition} ${message.offset}`;
    if (this.heard.has(place)) return;
    this.heard.add(place);
    if (message.topic.endsWith('.dlq')) {
      this.deadLetterNotices.push(message);
      return;
    }
    const isFact = message.topic === this.topics.lifecycle();
    const isNotice = AGENCIES.some((agency) => message.topic === this.topics.notice(agency));
    const decoded = decodeEvent(message, isFact ? LIFECYCLE_CONTRACTS : isNotice ? NOTICE_CONTRACTS : REFERRAL_CONTRACTS);
    if (!decoded.ok) throw new Error(`the publisher published a message that breaks its contract: ${decoded.error.code}`);
    if (isFact) this.facts.push(decoded.value);
    else if (isNotice) this.notices.push(decoded.value);
    else if (isEvent(decoded.value, ReferralSharedContract)) this.shared.push(decoded.value);
    else this.updates.push(decoded.value);
  }
}

/** One running publisher with its surroundings, for the tests of one suite, which removes them afterwards. */
export async function startPublisher(environment: Readonly<Record<string, string>> = {}): Promise<{ readonly exchange: PublisherUnderTest; readonly publisher: PublisherCopy }> {
  const exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
  return { exchange, publisher: await exchange.start(environment) };
}
