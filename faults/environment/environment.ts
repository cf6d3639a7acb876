import { join } from 'node:path';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { freePorts, startKafka, type LocalKafka } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';
import { testKafkaInstallation } from '#libs/testing';

import { TcpProxy } from '../proxy/tcp-proxy.js';
import { AppProcess } from './app-process.js';
import { History } from './history.js';
import { PARTNERSHIP_FILE, planApps, RECIPIENTS } from './plan.js';
import { PostgresServer } from './postgres-server.js';
import type { Product } from './product.js';

export interface EnvironmentOptions {
  /** For data and logs. The caller removes it. */
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
  /** The watch's clock is so far ahead (`P10D`) that an unanswered referral is warned of, breached and escalated at once. */
  readonly watchAhead?: string;
  /** `info` by default: it logs the correlation id of each request. `warn` where the apps' speed is judged. */
  readonly logLevel?: 'info' | 'warn';
  /** PostgreSQL keeps when each transaction committed. */
  readonly commitTimes?: boolean;
  /** More settings, by program (`referral-publisher`). */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where PostgreSQL and Kafka keep their data, if not in `folder`. */
  readonly postgresFolder?: string;
  readonly kafkaFolder?: string;
  /** Programs that are not started with the rest (`referral-publisher`). */
  readonly leaveOut?: readonly string[];
}

type Undo = () => Promise<void>;

const MOST_ATTEMPTS = 5;

/** A whole exchange on real PostgreSQL and Kafka, every part of which can be broken by itself. */
export class Environment {
  private readonly undo: Undo[] = [];
  readonly topics = new Topics('');
  readonly history = new History();
  postgres!: PostgresServer;
  kafka!: LocalKafka;
  /** Between the apps and PostgreSQL, where asked for. */
  proxy: TcpProxy | undefined;
  apps: readonly AppProcess[] = [];

  private constructor(
    readonly agencies: readonly string[],
    private readonly folder: string,
  ) {}

  static async start(options: EnvironmentOptions): Promise<Environment> {
    const environment = new Environment(options.agencies ?? RECIPIENTS, options.folder);
    try {
      await environment.startAll(options);
      return environment;
    } catch (error) {
      await environment.stop();
      throw error;
    }
  }

  /** Ends everything, in reverse order. Safe to call twice. */
  async stop(): Promise<void> {
    for (const undo of this.undo.splice(0).toReversed()) await undo().catch(() => undefined);
  }

  /** Logs of the apps. PostgreSQL and Kafka keep theirs with their data. */
  get logFolder(): string {
    return join(this.folder, 'logs');
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
    return this.apps.filter(({ plan }) => plan.settings['AGENCY_ID'] === agency);
  }

  private async startAll(options: EnvironmentOptions): Promise<void> {
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
    this.postgres = new PostgresServer(folder, port, this.history);
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

  private async makeApps({ product, settings, publishers, recorders, nodes, watches, watchAhead, logLevel }: EnvironmentOptions): Promise<void> {
    const plans = await planApps({
      adminUrl: this.postgres.url,
      databasePort: this.proxy?.port ?? this.postgres.port,
      brokers: this.kafka.brokers,
      agencies: this.agencies,
      copies: { publisher: publishers ?? 1, recorder: recorders ?? 1, watch: watches ?? 1, node: nodes ?? {} },
      watchAhead,
      logLevel: logLevel ?? 'info',
      settings: settings ?? {},
    });
    this.apps = plans.map((plan) => new AppProcess(plan, product, this.logFolder, this.history));
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
