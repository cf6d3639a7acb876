import { join } from 'node:path';
import { Client } from 'pg';

import { freePorts, startKafka, startPostgres, type LocalKafka, type LocalPostgres } from '#libs/local-services';
import { makeTemporaryFolder, testKafkaInstallation } from '#libs/testing';

import type { Arena } from './contestants/contestant.js';
import { must } from './contestants/processes.js';

const PASSWORD = 'bench-only';

/** One PostgreSQL and one Kafka of this run's own, with the settings that the sandbox gives them (fsync on). */
export interface Servers {
  readonly arena: Arena;
  readonly postgresPid: number;
  readonly kafkaPid: number;
  /** Where Kafka keeps its logs. */
  readonly kafkaFolder: string;
  /** Position in PostgreSQL's write-ahead log, in bytes. */
  walBytes(): Promise<number>;
  /** Writes out what the last contestant left, so that the next one does not pay for it. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServers(profileFolder: string | undefined, kafkaWanted = true): Promise<Servers> {
  const folder = makeTemporaryFolder('bench');
  const undo: (() => Promise<void>)[] = [async () => folder.remove()];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const postgres = await startTimedPostgres(join(folder.path, 'postgres'));
    undo.push(() => postgres.stop());
    const kafka = kafkaWanted ? await startOneKafka(join(folder.path, 'kafka')) : undefined;
    if (kafka !== undefined) undo.push(() => kafka.stop());
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    undo.push(() => admin.end());
    const made = new Set<string>();
    return {
      arena: { folder: folder.path, brokers: kafka?.brokers ?? [], profileFolder, database: (name) => databaseUrl(admin, made, postgres.url, name) },
      postgresPid: postgres.pid,
      kafkaPid: kafka?.pids()[0] ?? 0,
      kafkaFolder: join(folder.path, 'kafka'),
      walBytes: async () => {
        const { rows } = await admin.query<{ bytes: string }>(`SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS bytes`);
        return Number(rows[0]?.bytes ?? 0);
      },
      settle: async () => {
        await admin.query('CHECKPOINT');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** PostgreSQL that remembers when each transaction committed: the clock of every contestant's audit log. */
async function startTimedPostgres(dataDir: string): Promise<LocalPostgres> {
  const [port = 0] = await freePorts(1);
  const options = { dataDir, port, superuserPassword: PASSWORD, database: 'bench', maxConnections: 200 };
  const first = must(await startPostgres(options));
  const client = new Client({ connectionString: first.url });
  await client.connect();
  await client.query('ALTER SYSTEM SET track_commit_timestamp = on');
  await client.end();
  await first.stop();
  return must(await startPostgres(options));
}

async function startOneKafka(dataDir: string): Promise<LocalKafka> {
  const installation = await testKafkaInstallation((line) => process.stderr.write(`${line}\n`));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  return must(await startKafka({ dataDir, nodes: [{ port, controllerPort }], installation }));
}

async function databaseUrl(admin: Client, made: Set<string>, baseUrl: string, name: string): Promise<string> {
  if (!made.has(name)) await admin.query(`CREATE DATABASE "${name}"`);
  made.add(name);
  const url = new URL(baseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
