import { join } from 'node:path';

import type { SandboxSettings } from '#libs/config';
import { KAFKA_ADMINISTRATOR, KAFKA_BROKER, principalsOf } from '#libs/contracts';
import { success, type Outcome } from '#libs/kernel';
import { ensureKafka, startKafka, startPostgres, type LocalPostgres, type LocalServiceProblem } from '#libs/local-services';

import { PORTS } from '../plan.js';
import { kafkaFolder, kafkaPorts, type ServerOutcome, type ServerRequest } from './server.js';

/** A PostgreSQL of this sandbox, from the binaries that npm installed. */
export async function localPostgres(request: ServerRequest): Promise<ServerOutcome> {
  let running: LocalPostgres | undefined;
  const start = async (signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> => {
    const postgres = await startPostgres({
      dataDir: join(request.dataDir, 'postgres'),
      port: request.portBase + PORTS.postgres,
      superuserPassword: request.secrets.postgresPassword,
      maxConnections: 200,
      onProgress: request.progress,
      signal,
      // The outcome reports a server that ends during its start.
      onExit: ({ expected }) => {
        if (running !== undefined && !expected) request.onLost('PostgreSQL');
      },
    });
    if (!postgres.ok) return postgres;
    running = postgres.value;
    return success(undefined);
  };
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = undefined;
    await stopping?.stop();
  };
  const started = await start(request.signal);
  if (!started.ok) return started;
  return success({
    name: 'postgres', pids: () => (running === undefined ? {} : { postgres: running.pid }), isRunning: () => running !== undefined, stop, outage: { begin: stop, end: start },
  });
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
    dataDir: kafkaFolder(dataDir),
    nodes: kafkaPorts(request.portBase, request.brokers),
    installation: installation.value,
    principals: { broker: KAFKA_BROKER, administrator: KAFKA_ADMINISTRATOR, clients: principalsOf(request.agencies) },
    onProgress: progress,
    signal,
    onExit: (_, { expected }) => {
      if (up && !expected) request.onLost('Kafka');
    },
  });
  if (!kafka.ok) return kafka;
  up = true;
  const { nodes } = kafka.value;
  return success({
    name: 'kafka',
    pids: () => Object.fromEntries(nodes.flatMap(({ id, pid }) => (pid === undefined ? [] : [[`kafka-${id}`, pid]]))),
    isRunning: () => up,
    stop: () => kafka.value.stop(),
    outage: {
      // The folder stays locked, because the data still belongs to this sandbox.
      begin: async () => {
        up = false;
        await Promise.all(nodes.map((node) => node.stop()));
      },
      end: async (again) => {
        const outcomes = await Promise.all(nodes.map((node) => node.start(again)));
        const failed = outcomes.find((outcome) => !outcome.ok);
        if (failed === undefined) up = true;
        else await Promise.all(nodes.map((node) => node.stop()));
        return failed ?? success(undefined);
      },
    },
  });
}

/** Outside the data folder, because every sandbox and every checkout uses the same jars. */
function cacheFolder({ cacheDirectory, homeDirectory }: SandboxSettings, dataDir: string): string {
  const cache = cacheDirectory ?? (homeDirectory === undefined ? join(dataDir, 'cache') : join(homeDirectory, '.cache'));
  return join(cache, 'safeguarding-exchange');
}
