import { join } from 'node:path';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { freePorts, type ManagedProcess } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';

import { AuditTable } from '../audit-table.js';
import { AGENCIES, type Arena, type Contestant, type Running } from '../contestant.js';
import { repositoryRoot, runProgram, startProgram, stopAll, untilHealthy } from '../processes.js';

const PASSWORD = 'bench-only';
const PARTNERSHIP_FILE = join(repositoryRoot(), 'infra', 'partnership', 'northshire', 'partnership.yaml');
/** Every clock was told about, and all that was told is in the audit. */
const CLOCKS_ARE_TOLD = `SELECT (SELECT count(*) FROM referral_publisher.referral) = (SELECT count(*) FROM deadline_watch.referral)
  AND NOT EXISTS (SELECT FROM deadline_watch.referral WHERE next_at < now())
  AND (SELECT count(*) FROM deadline_watch.notice) = (SELECT count(*) FROM audit_recorder.event WHERE type LIKE '%.deadline.%') AS holds`;
const RECEIPTS = `(SELECT referral_id, agency, recorded_at, xmin FROM audit_recorder.event WHERE rung = 'delivered') AS receipt`;

interface App {
  readonly name: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly migration: Readonly<Record<string, string>>;
}

/** Where one contestant has its data: nothing of another's may wait in its topics. */
interface Place {
  readonly database: string;
  readonly topicPrefix: string;
}

/** The product as it is delivered: publisher, four agency nodes and recorder, each migrated and started by its own programs. */
export const exchange: Contestant = product('exchange', 'the exchange', appsOf);

/** The same with the deadline watch, which folds every fact into clocks: beside the other, it says what the rules cost. */
export const exchangeWithClocks: Contestant = product('exchange-clocks', 'the exchange with its deadline watch', async (arena, place) => [
  ...(await appsOf(arena, place)), await deadlineWatchOf(arena, place),
], CLOCKS_ARE_TOLD);

function product(id: string, title: string, list: (arena: Arena, place: Place) => Promise<readonly App[]>, isIdle?: string): Contestant {
  const place = { database: `bench_${id.replaceAll('-', '_')}`, topicPrefix: `${id}.` };
  return {
    id,
    title,
    unavailable: () => undefined,
    prepare: async (arena) => {
      await ensureTopics(arena, place);
      for (const app of await list(arena, place)) {
        const environment = { ...app.environment, ...app.migration };
        await runProgram(arena, { name: `migrate ${app.name}`, program: join('apps', app.folder, 'src', 'migrate.js'), environment });
      }
    },
    start: async (arena) => startExchange(arena, place, await list(arena, place), isIdle),
  };
}

async function startExchange(arena: Arena, place: Place, apps: readonly App[], isIdle: string | undefined): Promise<Running> {
  const ports = await freePorts(apps.length);
  const started: ManagedProcess[] = [];
  try {
    for (const [index, { name, folder, environment }] of apps.entries()) {
      const program = join('apps', folder, 'src', 'main.js');
      started.push(await startProgram(arena, { name, program, environment: { ...environment, PORT: String(ports[index]) } }));
    }
    await Promise.all(started.map((child, index) => untilHealthy(child, `http://127.0.0.1:${ports[index]}/health/ready`)));
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  const audit = new AuditTable(await arena.database(place.database), RECEIPTS);
  return {
    target: {
      url: `http://127.0.0.1:${ports[0]}/v1/referrals`,
      headers: { 'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041' },
    },
    processes: started,
    countSince: (since) => audit.countSince(since),
    receiptsSince: (since) => audit.receiptsSince(since),
    ...(isIdle !== undefined && { isIdle: () => audit.holds(isIdle) }),
    stop: async () => {
      await audit.close();
      await stopAll(started);
    },
  };
}

async function appsOf(arena: Arena, { database: name, topicPrefix }: Place): Promise<readonly App[]> {
  const adminUrl = await arena.database(name);
  const kafka = { KAFKA_BROKERS: arena.brokers.join(','), TOPIC_PREFIX: topicPrefix, PARTNERSHIP_FILE };
  const admin = { DATABASE_ADMIN_URL: adminUrl };
  const database = (schema: string) => ({ DATABASE_URL: asRole(adminUrl, `${schema}_app`), DATABASE_SCHEMA: schema });
  return [
    {
      name: 'referral-publisher',
      folder: 'referral-publisher',
      environment: { ...database('referral_publisher'), ...kafka, CASE_KEY_SECRET: 'a secret of the bench and of nothing else' },
      migration: admin,
    },
    ...AGENCIES.map((agency) => ({
      name: `agency-node ${agency}`,
      folder: 'agency-node',
      environment: { ...database(`agency_${agency.replaceAll('-', '_')}`), ...kafka, AGENCY_ID: agency },
      migration: admin,
    })),
    {
      name: 'audit-recorder',
      folder: 'audit-recorder',
      environment: { ...database('audit_recorder'), ...kafka },
      migration: { ...admin, READER_DATABASE_URL: asRole(adminUrl, 'audit_reader') },
    },
  ];
}

async function deadlineWatchOf(arena: Arena, { database, topicPrefix }: Place): Promise<App> {
  const adminUrl = await arena.database(database);
  return {
    name: 'deadline-watch',
    folder: 'deadline-watch',
    environment: {
      DATABASE_URL: asRole(adminUrl, 'deadline_watch_app'), DATABASE_SCHEMA: 'deadline_watch', KAFKA_BROKERS: arena.brokers.join(','), TOPIC_PREFIX: topicPrefix, PARTNERSHIP_FILE,
    },
    migration: { DATABASE_ADMIN_URL: adminUrl },
  };
}

async function ensureTopics({ brokers }: Arena, { topicPrefix }: Place): Promise<void> {
  const partnership = await readPartnership(PARTNERSHIP_FILE);
  if (!partnership.ok) throw new Error('The demo partnership cannot be read.');
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'bench' });
  try {
    await admin.ensureTopics(new Topics(topicPrefix).catalogue(agencyTopicsOf(partnership.value)), { replicationFactor: 1 });
  } finally {
    await admin.close();
  }
}

function asRole(adminUrl: string, role: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = PASSWORD;
  return url.href;
}
