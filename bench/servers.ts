import { join } from 'node:path';

import type { LocalKafka } from '#libs/local-services';
import { makeTemporaryFolder } from '#libs/testing';

import { changedUrl, query } from '../harness/environment/database.js';
import { PostgresServer, startBrokers } from '../harness/environment/servers.js';
import type { Arena } from './variants/variant.js';

/** One PostgreSQL and one Kafka of this run's own. */
export interface Servers {
  readonly arena: Arena;
  readonly postgres: PostgresServer;
  readonly kafka: LocalKafka | undefined;
  readonly folder: string;
  readonly kafkaFolder: string;
  stop(): Promise<void>;
}

/** @param profileFolder where each process of a variant writes a CPU profile when it ends; undefined for no profiles. */
export async function startServers(profileFolder: string | undefined, kafkaWanted = true): Promise<Servers> {
  const folder = makeTemporaryFolder('bench');
  const kafkaFolder = join(folder.path, 'kafka');
  const postgres = await PostgresServer.start(join(folder.path, 'postgres'), true);
  const kafka = kafkaWanted ? await startBrokers(kafkaFolder, 1) : undefined;
  const made = new Set<string>();
  const database = async (name: string): Promise<string> => {
    if (!made.has(name)) await query(postgres.url, `CREATE DATABASE "${name}"`);
    made.add(name);
    return changedUrl(postgres.url, { database: name });
  };
  const nodeOptions = (name: string): readonly string[] =>
    (profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profileFolder, name.replaceAll(' ', '.'))}`]);
  return {
    arena: { logFolder: join(folder.path, 'logs'), brokers: kafka?.brokers ?? [], database, nodeOptions },
    postgres, kafka, folder: folder.path, kafkaFolder,
    stop: async () => {
      await kafka?.stop();
      await postgres.stop();
      folder.remove();
    },
  };
}

/** Position in PostgreSQL's write-ahead log, in bytes. */
export async function walBytes({ postgres }: Servers): Promise<number> {
  const [row] = await query<{ bytes: string }>(postgres.url, `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS bytes`);
  return Number(row?.bytes ?? 0);
}

/** Writes the changes of the last turn to disk, so that the next turn does not pay for them. */
export async function checkpoint({ postgres }: Servers): Promise<void> {
  await query(postgres.url, 'CHECKPOINT');
}
