import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import { failure, sha256Hex, success, type Outcome } from '#libs/kernel';
import { ManagedProcess, type LocalServiceProblem } from '#libs/local-services';

import { PORTS } from '../plan.js';
import { repositoryFile } from '../repository.js';
import type { ServerOutcome, ServicesRequest } from './services.js';

const INFO_TIMEOUT_MS = 10_000;
/** A first start pulls two images. */
const UP_TIMEOUT_MS = 600_000;
const DOWN_TIMEOUT_MS = 60_000;

/** True where a Docker engine answers and has Compose. */
export async function dockerRuns(dataDir: string): Promise<boolean> {
  const tried = await docker(['compose', 'ls', '--quiet'], {}, join(dataDir, 'logs', 'docker.log'), INFO_TIMEOUT_MS);
  return tried.ok;
}

export async function dockerPostgres(request: ServicesRequest): Promise<ServerOutcome<string>> {
  const port = request.portBase + PORTS.postgres;
  const up = await composeUp('postgres', request);
  if (!up.ok) return up;
  const address = `postgres://postgres:${encodeURIComponent(request.postgresPassword)}@127.0.0.1:${port}/exchange`;
  return success({ address, shared: false, pids: {}, stop: () => composeStop('postgres', request) });
}

export async function dockerKafka(request: ServicesRequest): Promise<ServerOutcome<readonly string[]>> {
  const up = await composeUp('kafka', request);
  if (!up.ok) return up;
  const address = [`127.0.0.1:${request.portBase + PORTS.kafka}`];
  return success({ address, shared: false, pids: {}, stop: () => composeStop('kafka', request) });
}

async function composeUp(service: string, request: ServicesRequest): Promise<Outcome<void, LocalServiceProblem>> {
  request.progress(`Starting ${service} in Docker (a first start fetches its image)`);
  return compose(['up', '--detach', '--wait', service], request, UP_TIMEOUT_MS);
}

/** Stopped and not removed: the volume is the data that a second start finds again. */
async function composeStop(service: string, request: ServicesRequest): Promise<void> {
  await compose(['stop', service], { ...request, signal: new AbortController().signal }, DOWN_TIMEOUT_MS);
}

function compose(args: readonly string[], request: ServicesRequest, timeoutMs: number): Promise<Outcome<void, LocalServiceProblem>> {
  // One project per data folder, so that two sandboxes do not take each other's containers.
  const project = `safeguarding-exchange-${sha256Hex(request.dataDir).slice(0, 8)}`;
  const environment = {
    POSTGRES_PASSWORD: request.postgresPassword,
    POSTGRES_PORT: String(request.portBase + PORTS.postgres),
    KAFKA_PORT: String(request.portBase + PORTS.kafka),
  };
  const command = ['compose', '--project-name', project, '--file', repositoryFile('docker-compose.yml'), ...args];
  return docker(command, environment, join(request.dataDir, 'logs', 'docker.log'), timeoutMs, request.signal);
}

async function docker(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  logFile: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Outcome<void, LocalServiceProblem>> {
  const started = await ManagedProcess.start({ name: 'Docker', command: 'docker', args, environment: childEnvironment(environment), logFile });
  if (!started.ok) return started;
  const ended = await started.value.waitUntilEnded({ timeoutMs, signal });
  if (!ended.ok) return ended;
  if (ended.value.code === 0) return success(undefined);
  return failure({
    code: 'START_FAILED',
    message: `"docker ${args[0] ?? ''}" failed with code ${ended.value.code}.`,
    remedy: `Look into ${logFile}, or set EXCHANGE_DOCKER=never to use local servers.`,
  });
}
