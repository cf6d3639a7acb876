import { join } from 'node:path';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { freePorts, startKafka, type LocalKafka } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';
import { testKafkaInstallation } from '#libs/testing';

import { TcpProxy } from '../proxy/tcp-proxy.js';
import { AppProcess } from './app-process.js';
import { PARTNERSHIP_FILE, planApps, RECIPIENTS } from './plan.js';
import { PostgresServer } from './postgres-server.js';
import type { Product } from './product.js';

export interface WorldOptions {
  /** For data and logs; somebody else removes it. */
  readonly folder: string;
  readonly product: Product;
  readonly brokers?: 1 | 3;
  readonly agencies?: readonly string[];
  /** Put a proxy between the apps and PostgreSQL. */
  readonly databaseProxy?: boolean;
  readonly publishers?: number;
  readonly recorders?: number;
  readonly nodes?: Readonly<Record<string, number>>;
  readonly watches?: number;
  /** The watch's clock is so far ahead (`P10D`) that what nobody has answered yet is warned of, breached and escalated at once. */
  readonly watchAhead?: string;
  /** PostgreSQL keeps when each transaction committed. */
  readonly commitTimes?: boolean;
  /** More settings, by program (`referral-publisher`). */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where PostgreSQL and Kafka keep their data, if not in `folder`: small disks of their own. */
  readonly postgresFolder?: string;
  readonly kafkaFolder?: string;
  /** Programs that are not started with the rest (`referral-publisher`). */
  readonly leaveOut?: readonly string[];
}

type Undo = () => Promise<void>;

const MOST_ATTEMPTS = 5;

/** A whole exchange on real PostgreSQL and Kafka, every part of which can be broken by itself. */
export class World {
  private readonly undo: Undo[] = [];
  readonly topics = new Topics('');
  postgres!: PostgresServer;
  kafka!: LocalKafka;
  /** Between the apps and PostgreSQL, where asked for. */
  proxy: TcpProxy | undefined;
  apps: readonly AppProcess[] = [];

  private constructor(readonly agencies: readonly string[]) {}

  static async start(options: WorldOptions): Promise<World> {
    const world = new World(options.agencies ?? RECIPIENTS);
    try {
      await world.startAll(options);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  /** Ends everything, in reverse order. Safe to call twice. */
  async stop(): Promise<void> {
    for (const undo of this.undo.splice(0).toReversed()) await undo().catch(() => undefined);
  }

  app(name: string): AppProcess {
    const app = this.apps.find(({ plan }) => plan.name === name);
    if (app === undefined) throw new Error(`there is no process ${name}`);
    return app;
  }

  publishers(): readonly AppProcess[] {
    return this.apps.filter(({ plan }) => plan.app === 'referral-publisher');
  }

  nodesOf(agency: string): readonly AppProcess[] {
    return this.apps.filter(({ plan }) => plan.environment['AGENCY_ID'] === agency);
  }

  private async startAll(options: WorldOptions): Promise<void> {
    await Promise.all([
      this.startPostgres(options.postgresFolder ?? join(options.folder, 'postgres'), options.commitTimes === true),
      this.startKafka(options.kafkaFolder ?? join(options.folder, 'kafka'), options.brokers ?? 1),
    ]);
    if (options.databaseProxy === true) {
      this.proxy = await TcpProxy.start(this.postgres.port);
      this.undo.push(async () => this.proxy?.close());
    }
    await this.makeApps(options);
    await Promise.all([this.migrateAll(), this.makeTopics(options.brokers ?? 1)]);
    this.undo.push(async () => {
      await Promise.all(this.apps.map((app) => app.stop()));
    });
    const started = this.apps.filter(({ plan }) => !(options.leaveOut ?? []).includes(plan.app));
    for (const app of started) await app.start();
    await Promise.all(started.map((app) => app.ready()));
  }

  private async startPostgres(folder: string, commitTimes: boolean): Promise<void> {
    const [port = 0] = await freePorts(1);
    this.postgres = new PostgresServer(folder, port);
    await this.postgres.start();
    if (commitTimes) await this.postgres.rememberCommitTimes();
    this.undo.push(() => this.postgres.stop());
  }

  private async startKafka(dataDir: string, brokers: 1 | 3): Promise<void> {
    const installation = await testKafkaInstallation();
    const ports = await freePorts(2 * brokers);
    const nodes = Array.from({ length: brokers }, (_, index) => ({ port: ports[2 * index] ?? 0, controllerPort: ports[2 * index + 1] ?? 0 }));
    const started = await startKafka({ dataDir, nodes, installation });
    if (!started.ok) throw new Error(`${started.error.message} ${started.error.remedy}`);
    this.kafka = started.value;
    this.undo.push(() => this.kafka.stop());
  }

  private async makeApps({ folder, product, environment, publishers, recorders, nodes, watches, watchAhead }: WorldOptions): Promise<void> {
    const plans = await planApps({
      adminUrl: this.postgres.url,
      databasePort: this.proxy?.port ?? this.postgres.port,
      brokers: this.kafka.brokers,
      agencies: this.agencies,
      copies: { publisher: publishers ?? 1, recorder: recorders ?? 1, watch: watches ?? 1, node: nodes ?? {} },
      watchAhead,
      environment: environment ?? {},
    });
    this.apps = plans.map((plan) => new AppProcess(plan, product, join(folder, 'logs')));
  }

  private async migrateAll(): Promise<void> {
    const owners = this.apps.filter(({ plan }) => !/-\d+$/.test(plan.name));
    const ends = await Promise.all(owners.map((app) => app.migrate()));
    if (ends.some(({ code }) => code !== 0)) throw new Error('a migration failed: look into the logs folder');
  }

  private async makeTopics(replicationFactor: number): Promise<void> {
    const partnership = await readPartnership(PARTNERSHIP_FILE);
    if (!partnership.ok) throw new Error('the demo partnership is not usable');
    const admin = new KafkaTopicAdmin({ brokers: this.kafka.brokers, clientId: 'faults', deadlineMs: 60_000 });
    try {
      const topics = this.topics.catalogue(agencyTopicsOf(partnership.value));
      for (let attempt = 1; ; attempt += 1) {
        const made = await admin.ensureTopics(topics, { replicationFactor }).then(() => true, (error: unknown) => error);
        if (made === true) return;
        // Making forty topics takes a young broker on a busy machine longer than a request may.
        if (attempt === MOST_ATTEMPTS) throw made;
      }
    } finally {
      await admin.close();
    }
  }
}
