import { join } from 'node:path';

import { success } from '#libs/kernel';
import { ensureKafka, startKafka, startPostgres } from '#libs/local-services';

import { PORTS } from '../plan.js';
import type { ServerOutcome, ServicesRequest } from './services.js';

/** A PostgreSQL of this sandbox's own, from the binaries that npm brought. */
export async function localPostgres(request: ServicesRequest): Promise<ServerOutcome<string>> {
  const postgres = await startPostgres({
    dataDir: join(request.dataDir, 'postgres'),
    port: request.portBase + PORTS.postgres,
    superuserPassword: request.postgresPassword,
    maxConnections: 200,
    onProgress: request.progress,
    signal: request.signal,
    onExit: ({ expected }) => expected || request.onLost('PostgreSQL'),
  });
  if (!postgres.ok) return postgres;
  const { url, pid } = postgres.value;
  return success({ address: url, shared: false, pids: { postgres: pid }, stop: () => postgres.value.stop() });
}

/** A Kafka of this sandbox's own, from the jars that Maven brought. */
export async function localKafka(request: ServicesRequest, cacheDir: string, javaHome: string | undefined): Promise<ServerOutcome<readonly string[]>> {
  const { progress, signal } = request;
  const installation = await ensureKafka({ cacheDir, onProgress: progress, signal, ...(javaHome !== undefined && { javaHome }) });
  if (!installation.ok) return installation;
  const first = request.portBase + PORTS.kafka;
  const kafka = await startKafka({
    dataDir: join(request.dataDir, 'kafka'),
    nodes: Array.from({ length: request.brokers }, (_, index) => ({ port: first + 2 * index, controllerPort: first + 2 * index + 1 })),
    installation: installation.value,
    onProgress: progress,
    signal,
    onExit: (_, { expected }) => expected || request.onLost('Kafka'),
  });
  if (!kafka.ok) return kafka;
  const pids = Object.fromEntries(kafka.value.pids().map((pid, index) => [`kafka-${index + 1}`, pid]));
  return success({ address: kafka.value.brokers, shared: false, pids, stop: () => kafka.value.stop() });
}
