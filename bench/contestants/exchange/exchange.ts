import { join } from 'node:path';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { freePorts, type ManagedProcess } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';

import { AuditTable } from '../audit-table.js';
import { AGENCIES, type Arena, type Contestant, type Running } from '../contestant.js';
import { repositoryRoot, runProgram, startProgram, stopAll, untilHealthy } from '../processes.js';

const PASSWORD = 'bench-only';
const TOPIC_PREFIX = 'exchange.';
const PARTNERSHIP_FILE = join(repositoryRoot(), 'infra', 'partnership', 'northshire', 'partnership.yaml');
const DATABASE = 'bench_exchange';
const RECEIPTS = `(SELECT referral_id, agency, recorded_at, xmin FROM audit_recorder.event WHERE rung = 'delivered') AS receipt`;

interface App {
  readonly name: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly migration: Readonly<Record<string, string>>;
}

/** The product as it is delivered: publisher, four agency nodes and recorder, each migrated and started by its own programs. */
export const exchange: Contestant = {
  id: 'exchange',
  title: 'the exchange',
  unavailable: () => undefined,
  prepare: async (arena) => {
    await ensureTopics(arena);
    for (const app of await appsOf(arena)) {
      const environment = { ...app.environment, ...app.migration };
      await runProgram(arena, { name: `migrate ${app.name}`, program: join('apps', app.folder, 'src', 'migrate.js'), environment });
    }
  },
  start: startExchange,
};

async function startExchange(arena: Arena): Promise<Running> {
  const apps = await appsOf(arena);
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
  const audit = new AuditTable(await arena.database(DATABASE), RECEIPTS);
  return {
    target: {
      url: `http://127.0.0.1:${ports[0]}/v1/referrals`,
      headers: { 'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041' },
    },
    processes: started,
    countSince: (since) => audit.countSince(since),
    receiptsSince: (since) => audit.receiptsSince(since),
    stop: async () => {
      await audit.close();
      await stopAll(started);
    },
  };
}

async function appsOf(arena: Arena): Promise<readonly App[]> {
  const adminUrl = await arena.database(DATABASE);
  const kafka = { KAFKA_BROKERS: arena.brokers.join(','), TOPIC_PREFIX, PARTNERSHIP_FILE };
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

async function ensureTopics({ brokers }: Arena): Promise<void> {
  const partnership = await readPartnership(PARTNERSHIP_FILE);
  if (!partnership.ok) throw new Error('The demo partnership cannot be read.');
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'bench' });
  try {
    await admin.ensureTopics(new Topics(TOPIC_PREFIX).catalogue(agencyTopicsOf(partnership.value)), { replicationFactor: 1 });
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
