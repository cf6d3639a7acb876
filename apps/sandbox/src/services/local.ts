import { join } from 'node:path';

import type { SandboxSettings } from '#libs/config';
import { success } from '#libs/kernel';
import { ensureKafka, startKafka, startPostgres } from '#libs/local-services';

import { PORTS } from '../plan.js';
import { kafkaPorts, type ServerOutcome, type ServerRequest } from './server.js';

/** A PostgreSQL of this sandbox, from the binaries that npm installed. */
export async function localPostgres(request: ServerRequest): Promise<ServerOutcome> {
  let up = false;
  const postgres = await startPostgres({
    dataDir: join(request.dataDir, 'postgres'),
    port: request.portBase + PORTS.postgres,
    superuserPassword: request.secrets.postgresPassword,
    maxConnections: 200,
    onProgress: request.progress,
    signal: request.signal,
    // The outcome reports a server that ends during its start.
    onExit: ({ expected }) => {
      if (up && !expected) request.onLost('PostgreSQL');
    },
  });
  if (!postgres.ok) return postgres;
  up = true;
  return success({ pids: { postgres: postgres.value.pid }, stop: () => postgres.value.stop() });
}

/** A Kafka of this sandbox, from the jars that Maven downloaded. */
export async function localKafka(request: ServerRequest, settings: SandboxSettings): Promise<ServerOutcome> {
  const { progress, signal, dataDir } = request;
  const { javaHome } = settings;
  const cacheDir = cacheFolder(settings, dataDir);
  const installation = await ensureKafka({ cacheDir, onProgress: progress, signal, ...(javaHome !== undefined && { javaHome }) });
  if (!installation.ok) return installation;
  let up = false;
  const kafka = await startKafka({
    dataDir: join(dataDir, 'kafka'),
    nodes: kafkaPorts(request.portBase, request.brokers),
    installation: installation.value,
    onProgress: progress,
    signal,
    onExit: (_, { expected }) => {
      if (up && !expected) request.onLost('Kafka');
    },
  });
  if (!kafka.ok) return kafka;
  up = true;
  const pids = Object.fromEntries(kafka.value.pids().map((pid, index) => [`kafka-${index + 1}`, pid]));
  return success({ pids, stop: () => kafka.value.stop() });
}

/** Outside the data folder, because every sandbox and every checkout uses the same jars. */
function cacheFolder({ cacheDirectory, homeDirectory }: SandboxSettings, dataDir: string): string {
  const cache = cacheDirectory ?? (homeDirectory === undefined ? join(dataDir, 'cache') : join(homeDirectory, '.cache'));
  return join(cache, 'safeguarding-exchange');
}
