import { join } from 'node:path';

import type { LocalKafka } from '#libs/local-services';

import { Exchange } from '../../harness/environment/exchange.js';
import { RECIPIENTS, type PlanOptions } from '../../harness/environment/plan.js';
import { PostgresServer, startBrokers } from '../../harness/environment/servers.js';
import { TcpProxy } from '../proxy/tcp-proxy.js';

/** Gets a referral only by redirect. */
export const REDIRECT_TARGET = 'northmoor-csc';

export interface EnvironmentOptions extends Pick<PlanOptions, 'copies' | 'nodes' | 'settings'> {
  /** For data and logs. The caller removes it. */
  readonly folder: string;
  /** Folder of the compiled product. */
  readonly dist: string;
  readonly brokers?: 1 | 3;
  readonly agencies?: readonly string[];
  /** Puts a proxy between the apps and PostgreSQL. */
  readonly databaseProxy?: boolean;
  /** The watch's clock is so far ahead (`P10D`) that an unanswered referral is warned of, breached and escalated at once. */
  readonly watchAhead?: string;
  /** `info` by default: it logs the correlation id of each request. `warn` where the speed of the apps is judged. */
  readonly logLevel?: 'info' | 'warn';
  /** PostgreSQL keeps the time of each commit. */
  readonly commitTimes?: boolean;
  /** Folders of PostgreSQL's and Kafka's data, when they are not in `folder`. */
  readonly postgresFolder?: string;
  readonly kafkaFolder?: string;
  /** Apps that are not started with the others (`referral-publisher`). */
  readonly leaveOut?: readonly string[];
}

/** A whole exchange on real PostgreSQL and Kafka, every part of which can be broken by itself. */
export interface Environment {
  readonly agencies: readonly string[];
  readonly postgres: PostgresServer;
  readonly kafka: LocalKafka;
  readonly exchange: Exchange;
  /** Between the apps and PostgreSQL; passes everything on unless the scenario asked for it. */
  readonly proxy: TcpProxy;
  /** Logs of the apps. PostgreSQL and Kafka keep theirs with their data. */
  readonly logFolder: string;
}

/** @param cleanUp takes the steps that end everything, to be run in reverse order. */
export async function startAll(options: EnvironmentOptions, cleanUp: (step: () => Promise<void>) => void): Promise<Environment> {
  const { folder, brokers = 1, agencies = RECIPIENTS, watchAhead, leaveOut = [] } = options;
  const logFolder = join(folder, 'logs');
  const postgres = await PostgresServer.start(options.postgresFolder ?? join(folder, 'postgres'), options.commitTimes === true);
  cleanUp(() => postgres.stop());
  const kafka = await startBrokers(options.kafkaFolder ?? join(folder, 'kafka'), brokers);
  cleanUp(() => kafka.stop());
  const proxy = await TcpProxy.start(postgres.port);
  cleanUp(() => proxy.close());
  const exchange = await Exchange.plan({
    ...options, agencies, logFolder, adminUrl: postgres.url, brokers: kafka.brokers,
    databasePort: options.databaseProxy === true ? proxy.port : postgres.port,
    // The load process is one client, and sends the requests of many.
    common: { LOG_LEVEL: options.logLevel ?? 'info', REQUESTS_PER_MINUTE: '1000000' },
    // A clock of hours and days is breached within minutes only when time is moved, which takes a test configuration.
    settings: { ...options.settings, ...(watchAhead !== undefined && { 'deadline-watch': { EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: watchAhead } }) },
  });
  await exchange.prepare(brokers);
  cleanUp(() => exchange.stop());
  await exchange.start(exchange.apps.filter(({ plan }) => !leaveOut.includes(plan.app)));
  return { agencies, postgres, kafka, exchange, proxy, logFolder };
}
