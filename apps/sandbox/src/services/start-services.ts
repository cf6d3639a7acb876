import { join } from 'node:path';

import type { SandboxSettings } from '#libs/config';
import { failure, success } from '#libs/kernel';

import { dockerKafka, dockerPostgres, dockerRuns } from './docker.js';
import { localKafka, localPostgres } from './local.js';
import type { Server, ServerOutcome, ServicesOutcome, ServicesRequest } from './services.js';

/**
 * PostgreSQL and Kafka: those named in the environment, else in Docker where it runs, else local ones. Both come up at
 * the same time; when one does not, the other is stopped again.
 */
export async function startServices(request: ServicesRequest, settings: SandboxSettings): Promise<ServicesOutcome> {
  const docker = await useDocker(settings, request.dataDir);
  if (!docker.ok) return docker;
  const [database, kafka] = await Promise.all([
    choosePostgres(request, settings, docker.value),
    chooseKafka(request, settings, docker.value),
  ]);
  if (!database.ok || !kafka.ok) {
    if (database.ok) await database.value.stop();
    if (kafka.ok) await kafka.value.stop();
    return firstFailure(database, kafka);
  }
  const servers = [kafka.value, database.value];
  return success({
    endpoints: {
      adminUrl: database.value.address,
      brokers: kafka.value.address,
      sharedDatabase: database.value.shared,
      sharedKafka: kafka.value.shared,
    },
    pids: Object.assign({}, ...servers.map(({ pids }) => pids)) as Record<string, number>,
    stop: async () => {
      for (const server of servers) await server.stop();
    },
  });
}

function firstFailure(...outcomes: readonly ServerOutcome<unknown>[]): ServicesOutcome {
  for (const outcome of outcomes) if (!outcome.ok) return outcome;
  throw new Error('no server failed: a bug');
}

/** Docker is asked only when something is left for it to run. */
async function useDocker({ docker, kafkaBrokers, databaseUrl }: SandboxSettings, dataDir: string): Promise<ServerUse> {
  const needed = kafkaBrokers === undefined || databaseUrl === undefined;
  if (docker === 'never' || !needed) return success(false);
  const runs = await dockerRuns(dataDir);
  if (docker === 'always' && !runs) {
    return failure({
      code: 'START_FAILED',
      message: 'EXCHANGE_DOCKER is "always", and Docker does not run here.',
      remedy: 'Start Docker, or set EXCHANGE_DOCKER=never to use local servers.',
    });
  }
  return success(runs);
}

type ServerUse = { readonly ok: true; readonly value: boolean } | (ServicesOutcome & { readonly ok: false });

async function choosePostgres(request: ServicesRequest, { databaseUrl }: SandboxSettings, docker: boolean): Promise<ServerOutcome<string>> {
  if (databaseUrl !== undefined) return success(given(databaseUrl));
  return docker ? dockerPostgres(request) : localPostgres(request);
}

async function chooseKafka(
  request: ServicesRequest,
  { kafkaBrokers, cacheDirectory, homeDirectory, javaHome }: SandboxSettings,
  docker: boolean,
): Promise<ServerOutcome<readonly string[]>> {
  if (kafkaBrokers !== undefined) return success(given(kafkaBrokers));
  // The compose file describes one broker; a cluster is a matter of the local jars.
  if (docker && request.brokers === 1) return dockerKafka(request);
  const cache = cacheDirectory ?? (homeDirectory === undefined ? join(request.dataDir, 'cache') : join(homeDirectory, '.cache'));
  return localKafka(request, join(cache, 'safeguarding-exchange'), javaHome);
}

/** A server of somebody else's: used, never stopped. */
function given<Address>(address: Address): Server<Address> {
  return { address, shared: true, pids: {}, stop: () => Promise.resolve() };
}
