import { randomBytes } from 'node:crypto';

import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import { AccessModule, Organisations, SeenProofs, type OrganisationKind } from '#libs/access';
import { exampleEnvironment, loadSettings, publisherSettings } from '#libs/config';
import { encodeEvent, ReferralAcknowledged, ReferralAcknowledgedContract, Topics, type MessageBatch, type OutgoingMessage, type ReceivedEvent } from '#libs/contracts';
import { createHttpApp, tokenCallers, type HttpApp, type HttpAppDefinition, type ServerSettings } from '#libs/http-api';
import { BatchedIntake, INTAKE_GRANTS, intakeTables, type IntakeEffects, type Refusal } from '#libs/intake';
import { newId } from '#libs/kernel';
import { KafkaTopicAdmin, TakesBatches } from '#libs/messaging';
import { Logger } from '#libs/observability';
import {
  batchJson, Database, migrateSchema, OUTBOX_GRANTS, outboxTables, OutboxWriter, statement,
  type Migration, type SchemaDefinition, type Transaction,
} from '#libs/persistence';
import { dropSchema, TestIssuer, testKafkaBrokers, testPostgresUrl, uniqueName } from '#libs/testing';

import { connectConsumer } from '../connect-consumer.js';
import { DatabaseModule } from '../database.module.js';
import { IntakeModule } from '../intake.module.js';
import { OutboundModule } from '../outbound.module.js';
import { PartnershipModule } from '../partnership.module.js';

const CHANNEL = 'acknowledgement';
const STORE = statement('receipt-store', `INSERT INTO receipt (receipt_id) SELECT receipt_id FROM json_to_recordset($1::json) AS r(receipt_id uuid)`);
const STORED = statement('receipt-list', 'SELECT receipt_id FROM receipt ORDER BY place');

/** A second effect violates the unique key, so the statement fails. */
const RECEIPT = 'CREATE TABLE receipt (place int GENERATED ALWAYS AS IDENTITY, receipt_id uuid PRIMARY KEY)';
const RECEIPTS: Migration = { name: 'Receipts1700000000000', statements: [outboxTables(), intakeTables(), RECEIPT] };

@Controller()
class TakeReceipts {
  constructor(@Inject(BatchedIntake) private readonly intake: BatchedIntake) {}

  @TakesBatches(CHANNEL)
  async take(@Payload() batch: MessageBatch): Promise<unknown> {
    return this.intake.take(batch);
  }
}

/**
 * A schema, topics and a group for apps that are wired like the product's apps. Each app stores receipts and passes each
 * one on.
 */
export class WiredApps implements IntakeEffects {
  readonly topics = new Topics(`${uniqueName('wired')}.`);
  /** Receipts come from `source`, and each is passed on to `target`. */
  readonly source = this.topics.acknowledgement('northshire-csc');
  readonly target = this.topics.lifecycle();
  /** Runs inside the transaction of a batch, after the inbox has registered it. */
  beforeStore: (transaction: Transaction, events: readonly ReceivedEvent[]) => Promise<void> = async () => undefined;
  readonly lines: string[] = [];
  private readonly running: HttpApp[] = [];

  private constructor(private readonly definition: SchemaDefinition, readonly admin: KafkaTopicAdmin) {}

  static async create(): Promise<WiredApps> {
    const schema = `t_${randomBytes(6).toString('hex')}`;
    const url = new URL(testPostgresUrl());
    url.username = `${schema}_app`;
    url.password = randomBytes(12).toString('hex');
    const grants = [...OUTBOX_GRANTS, ...INTAKE_GRANTS, { table: 'receipt', rights: ['SELECT', 'INSERT', 'DELETE'] } as const];
    const definition: SchemaDefinition = { adminUrl: testPostgresUrl(), appUrl: url.href, schema, migrations: [RECEIPTS], grants };
    await migrateSchema(definition);
    const apps = new WiredApps(definition, new KafkaTopicAdmin({ brokers: testKafkaBrokers(), clientId: 'wired' }));
    const names = [apps.source, apps.target, apps.topics.deadLetter(apps.source, apps.topics.publisherGroup())];
    await apps.admin.ensureTopics(names.map((name) => ({ name, partitions: 2, settings: {} })), { replicationFactor: 1 });
    return apps;
  }

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    await this.beforeStore(transaction, events);
    const receipts = events.map(({ data }) => (data as ReferralAcknowledged).receiptId);
    await transaction.run(STORE, [batchJson(receipts.map((receipt_id) => ({ receipt_id })))]);
    new OutboxWriter().insert(transaction, receipts.map((id) => ({ topic: this.target, key: id, headers: {}, value: Buffer.from(id) })));
    return [];
  }

  /** Starts one more app. {@link remove} stops the apps that still run. */
  async start(): Promise<HttpApp> {
    const settings = loadSettings(publisherSettings, { ...exampleEnvironment(publisherSettings), PORT: '0' });
    if (!settings.ok) throw new Error('the example settings are not valid');
    const logger = Logger.to({ app: 'wired', level: 'debug', destination: { write: (line) => void this.lines.push(line) } });
    const app = await createHttpApp(this.app(), settings.value, { logger, processMetrics: false });
    this.running.push(app);
    await app.listen();
    return app;
  }

  async open(): Promise<Database> {
    const { appUrl: url, schema } = this.definition;
    return Database.open({ url, schema, poolSize: 4, applicationName: schema });
  }

  async stored(database: Database): Promise<readonly string[]> {
    return (await database.run<{ receipt_id: string }>(STORED)).rows.map(({ receipt_id: id }) => id);
  }

  events(): readonly Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async remove(): Promise<void> {
    await Promise.all(this.running.map((app) => app.stop()));
    await this.admin.deleteTopics([this.source, this.target, this.topics.deadLetter(this.source, this.topics.publisherGroup())]);
    await this.admin.close();
    await dropSchema(this.definition);
  }

  private app(): HttpAppDefinition<ServerSettings> {
    const { topics, source } = this;
    const { appUrl: databaseUrl, schema: databaseSchema } = this.definition;
    const [kafka, groupId] = [{ brokers: testKafkaBrokers() }, topics.publisherGroup()];
    const { resolver } = tokenCallers(TestIssuer.shared().settings('publisher'), { seen: new NoProofs(), assertsPersons: () => false });
    const imports: DynamicModule[] = [
      AccessModule.with(resolver, new EveryOrganisation()),
      DatabaseModule.with('wired', { databaseUrl, databaseSchema, databasePoolSize: 4 }, { migrations: [RECEIPTS] }),
      OutboundModule.with({ kafka, clientId: 'wired' }),
      PartnershipModule.read('infra/partnership/northshire/partnership.yaml'),
      IntakeModule.with({ topics, group: groupId, accepted: [ReferralAcknowledgedContract], stage: 'receive', effects: () => this }),
    ];

    @Module({ imports, controllers: [TakeReceipts] })
    class WiredModule {}

    return {
      name: 'wired', title: 'A wired app', description: 'For tests', tags: [], settings: publisherSettings,
      module: () => ({ module: WiredModule }),
      prepare: (app, _settings, runtime) => connectConsumer(app, runtime, {
        kafka, clientId: 'wired', groupId, channels: { [CHANNEL]: [source] }, required: true,
      }),
    };
  }
}

/** For callers whose tokens are bound to no key. */
class NoProofs extends SeenProofs {
  add(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Every organisation operates an app of a test. */
class EveryOrganisation extends Organisations {
  private readonly kinds: ReadonlySet<OrganisationKind> = new Set(['operator']);

  kindsOf(): ReadonlySet<OrganisationKind> {
    return this.kinds;
  }
}

/** A valid receipt to publish, with its id. */
export function receipt(topic: string, key = 'case-key-1'): OutgoingMessage & { readonly receiptId: string } {
  const data = Object.assign(new ReferralAcknowledged(), ReferralAcknowledgedContract.examples['opened'], { receiptId: newId() });
  const event = encodeEvent(ReferralAcknowledgedContract, {
    topic, key, id: newId(), source: '/agencies/northshire-csc',
    ...(data.referralId !== undefined && { subject: data.referralId }), time: '2026-05-22T17:31:09.000Z', correlationId: newId(), data,
  });
  return { ...event, receiptId: data.receiptId };
}

/** Lets one part of a test wait for a fact that another part brings about. */
export class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}

/** Waits until the condition holds. @throws Error that names `what` after the time limit. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
