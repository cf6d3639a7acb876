import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { agencyNodeSettings, loadSettings } from '#libs/config';
import {
  ACKNOWLEDGEMENT_CONTRACTS, audienceOf, decodeEvent, encodeEvent, ETHNICITY_CODE_CONTRACTS, isEvent, MachineStatementsContract, ReferralAcknowledgedContract, ReferralSharedContract, Topics,
  type EthnicityCodeStated, type EventContract, type IncomingMessage, type OutgoingMessage,
  type ReceiptRung, type ReferralAcknowledged, type ReferralShared, type UpdateAcknowledged,
} from '#libs/contracts';
import { createHttpApp, type HttpApp } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { BatchConsumer, KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { statementsIn, type ArrivedStatement, type MachineStatement } from '#libs/safeguarding';
import { callerHeaders, dropSchema, TestIssuer } from '#libs/testing';

import { agencyNode } from '../agency-node.js';
import { grants } from '../grants.js';
import { migrations } from '../migrations/index.js';

export const AGENCY = 'northshire-csc';
/** From `dist/apps/agency-node/src/test-support/` up to the folder of package.json. */
export const PARTNERSHIP = fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url));

/** A receipt of a machine or of a person. */
export type ReceiptData = Omit<MachineStatement, 'rung'> & Partial<Omit<ReferralAcknowledged, keyof MachineStatement>> & { readonly rung: ReceiptRung };

export interface Receipt extends ArrivedStatement {
  readonly data: ReceiptData;
}

/** A statement about a change. */
export type StatedUpdate = UpdateAcknowledged | (MachineStatement & Pick<UpdateAcknowledged, 'updateId'>);

export interface Services {
  /** A superuser's. */
  readonly postgresUrl: string;
  readonly kafkaBrokers: readonly string[];
}

/** The surroundings of one agency's node: its topics, its schema, a sender, and a reader of all its messages. */
export class ExchangeUnderTest {
  /** The node's statements about the rungs of referrals, by its machine and by persons. */
  readonly receipts: Receipt[] = [];
  /** The node's other statements: about changes, and about its own work. */
  readonly statements: ArrivedStatement[] = [];
  /** Every message of the node on its acknowledgement topic, as it came. */
  readonly sent: IncomingMessage[] = [];
  /** The codes of the node's records of ethnicity, which the publisher alone reads. */
  readonly codes: { readonly data: EthnicityCodeStated; readonly value: IncomingMessage['value'] }[] = [];
  readonly deadLetterNotices: IncomingMessage[] = [];
  /** The log lines of all copies of the node. */
  readonly logLines: string[] = [];
  private readonly nodes: NodeUnderTest[] = [];

  private constructor(
    readonly topics: Topics,
    readonly kafkaBrokers: readonly string[],
    readonly schema: SchemaDefinition,
    /** As the superuser, in the node's schema. */
    readonly admin: Database,
    readonly sender: KafkaPublisher,
    private readonly topicAdmin: KafkaTopicAdmin,
    private readonly reader: BatchConsumer,
  ) {}

  static async create({ postgresUrl, kafkaBrokers }: Services): Promise<ExchangeUnderTest> {
    const name = `node_${randomBytes(6).toString('hex')}`;
    const topics = new Topics(`${name}.`);
    const appUrl = new URL(postgresUrl);
    Object.assign(appUrl, { username: `${name}_app`, password: randomBytes(12).toString('hex') });
    const schema = { adminUrl: postgresUrl, appUrl: appUrl.href, schema: name, migrations, grants };
    const connection = { brokers: kafkaBrokers, clientId: name };
    const topicAdmin = new KafkaTopicAdmin(connection);
    await Promise.all([topicAdmin.ensureTopics(topics.catalogue([AGENCY]), { replicationFactor: 1 }), migrateSchema(schema)]);
    const deadLetters = topics.deadLetter(topics.referral(AGENCY), topics.agencyGroup(AGENCY));
    const reader = new BatchConsumer({ ...connection, groupId: `${name}.reader`, topics: [topics.acknowledgement(AGENCY), topics.ethnicity(AGENCY), deadLetters] });
    const admin = await Database.open({ url: postgresUrl, schema: name, poolSize: 2, applicationName: name });
    const exchange = new ExchangeUnderTest(topics, kafkaBrokers, schema, admin, new KafkaPublisher(connection), topicAdmin, reader);
    reader.start(({ topic, messages }) => Promise.resolve(exchange.hear(topic === deadLetters, messages)));
    return exchange;
  }

  /** A copy of the node, as `main.ts` starts it, on a free port. */
  async startNode(partnershipFile = PARTNERSHIP): Promise<NodeUnderTest> {
    const settings = loadSettings(agencyNodeSettings, {
      ...TestIssuer.shared().environment(),
      AGENCY_ID: AGENCY,
      PORT: '0',
      DATABASE_URL: this.schema.appUrl,
      DATABASE_SCHEMA: this.schema.schema,
      KAFKA_BROKERS: this.kafkaBrokers.join(','),
      TOPIC_PREFIX: this.topics.lifecycle().replace(/safeguarding.*/, ''),
      PARTNERSHIP_FILE: partnershipFile,
    });
    if (!settings.ok) throw new Error(settings.error.map(({ message }) => message).join(' '));
    const logger = Logger.to({ app: 'agency-node', level: 'debug', destination: { write: (line) => this.logLines.push(line) } });
    const app = await createHttpApp(agencyNode, settings.value, { logger, processMetrics: false });
    const node = new NodeUnderTest(app, await app.listen());
    this.nodes.push(node);
    return node;
  }

  async publish(...messages: readonly OutgoingMessage[]): Promise<void> {
    const outcomes = await this.sender.publish(messages);
    const failed = outcomes.find(({ status }) => status === 'failed');
    if (failed !== undefined) throw new Error(`the test's sender failed: ${JSON.stringify(failed)}`);
  }

  /** A referral as the publisher sends it to this agency. */
  share(changes: Partial<ReferralShared> = {}, { key = newId().replaceAll('-', ''), id = newId() } = {}): SharedReferral {
    const example = ReferralSharedContract.examples['to-social-care'] as ReferralShared;
    const data = { ...example, referralId: newId(), ...changes };
    const message = encodeEvent(ReferralSharedContract, {
      topic: this.topics.referral(AGENCY),
      key,
      id,
      source: '/referral-publisher',
      subject: data.referralId,
      time: data.issuedAt,
      correlationId: newId(),
      data,
    });
    return { ...message, id, referralId: data.referralId };
  }

  /** A notice of the exchange to this agency. @param key of the case or of the partition. */
  notice<Data extends object>(contract: EventContract<Data>, data: Data, key: string, topic = this.topics.notice(AGENCY)): OutgoingMessage {
    const { referralId }: { readonly referralId?: string } = data;
    return encodeEvent(contract, {
      topic, key, id: newId(), source: '/referral-publisher', time: new Date().toISOString(), correlationId: newId(), data,
      ...(referralId !== undefined && { subject: referralId }),
    });
  }

  /** Sends an update of the force about a referral that was shared before. */
  update<Data extends { readonly referralId: string }>(contract: EventContract<Data>, data: Data, key: string): OutgoingMessage {
    return encodeEvent(contract, {
      topic: this.topics.referral(AGENCY), key, id: newId(), source: '/referral-publisher', subject: data.referralId,
      time: new Date().toISOString(), correlationId: newId(), data,
    });
  }

  /** The node's statements about a referral beside the ladder, by contract. */
  statementsOf<Data>(contract: EventContract<Data>, referralId: string): readonly Data[] {
    return this.statements.filter(({ event, data }) => event.contract.type === contract.type && data.referralId === referralId).map(({ data }) => data as Data);
  }

  /** The node's deliveries and acknowledgements of changes of a referral, in their order. */
  updatesOf(referralId: string): readonly StatedUpdate[] {
    return this.statements.map(({ data }) => data as StatedUpdate).filter((data) => data.updateId !== undefined && data.referralId === referralId);
  }

  /** The node's receipts about a referral so far, rung by rung. */
  receiptsOf(referralId: string): ReceiptData[] {
    return this.receipts.map(({ data }) => data).filter((receipt) => receipt.referralId === referralId);
  }

  /** Runs SQL as the superuser in the node's schema. */
  async sql<Row>(text: string): Promise<readonly Row[]> {
    return (await this.admin.run<Row>(statement(`test-${randomBytes(8).toString('hex')}`, text))).rows;
  }

  async remove(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await Promise.all([this.reader.close(), this.sender.close(), this.admin.close()]);
    await this.topicAdmin.deleteTopics(this.topics.catalogue([AGENCY]).map(({ name }) => name));
    await this.topicAdmin.close();
    await dropSchema(this.schema);
  }

  private hear(isNotice: boolean, messages: readonly IncomingMessage[]): void {
    if (isNotice) {
      this.deadLetterNotices.push(...messages);
      return;
    }
    for (const message of messages) {
      if (message.topic === this.topics.ethnicity(AGENCY)) {
        const code = decodeEvent(message, ETHNICITY_CODE_CONTRACTS);
        if (!code.ok) throw new Error(`the node published a message that is no code: ${code.error.code}`);
        this.codes.push({ data: code.value.data as EthnicityCodeStated, value: message.value });
        continue;
      }
      this.sent.push(message);
      const decoded = decodeEvent(message, ACKNOWLEDGEMENT_CONTRACTS);
      if (!decoded.ok) throw new Error(`the node published a message that is no receipt: ${decoded.error.code}`);
      for (const statement of statementsIn(decoded.value)) {
        const data = statement.data as ReceiptData;
        const isRung = isEvent(decoded.value, ReferralAcknowledgedContract) || (isEvent(decoded.value, MachineStatementsContract) && data.updateId === undefined);
        if (isRung) this.receipts.push({ ...statement, data });
        else this.statements.push(statement);
      }
    }
  }
}

export interface SharedReferral extends OutgoingMessage {
  readonly id: string;
  readonly referralId: string;
}

/** The caller of a request. By default the agency's own duty worker. */
export interface Asking {
  readonly organisation?: string;
  readonly person?: string | null;
  /** A person whom the agency's records system names. */
  readonly assertedPerson?: string;
}

/** The agency's own operator, who looks after the dead letters of its node. */
export const OPERATOR: Asking = { person: 'ops-0100' };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of any form are compared with the expected ones
  readonly body: any;
}

/** One running copy of the node, seen through its API. */
export class NodeUnderTest {
  constructor(
    readonly app: HttpApp,
    private readonly url: string,
  ) {}

  /** Opens a referral, in the name of the person who asks. */
  open(referralId: string, asking: Asking = {}): Promise<Answer> {
    return this.ask('POST', `/v1/inbox/${referralId}/openings`, asking);
  }

  get(path: string, asking: Asking = {}): Promise<Answer> {
    return this.ask('GET', path, asking);
  }

  put(path: string, body: object | undefined, asking: Asking = {}): Promise<Answer> {
    return this.ask('PUT', path, asking, body);
  }

  post(path: string, body: object | undefined, asking: Asking = {}): Promise<Answer> {
    return this.ask('POST', path, asking, body);
  }

  stop(): Promise<boolean> {
    return this.app.stop();
  }

  private async ask(method: string, path: string, { organisation = AGENCY, person = 'sw-0142', assertedPerson }: Asking, body?: object): Promise<Answer> {
    const caller = { audience: audienceOf('node', AGENCY), organisation, ...(person !== null && assertedPerson === undefined && { person }) };
    const headers: Record<string, string> = { ...callerHeaders(TestIssuer.shared(), caller) };
    if (assertedPerson !== undefined) headers['exchange-person'] = assertedPerson;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as unknown) : undefined };
  }
}

/** Repeats `look` until it finds a value. @throws Error after 15 s, naming the missing event. */
export async function eventually<Value>(what: string, look: () => Promise<Value | undefined | false> | Value | undefined | false): Promise<Value> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`did not happen within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
