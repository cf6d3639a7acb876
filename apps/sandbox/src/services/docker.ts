import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import { failure, success, type Outcome } from '#libs/kernel';
import { ManagedProcess, repositoryFile, type LocalServiceProblem } from '#libs/local-services';

import { PORTS } from '../plan.js';
import type { Outage, Server, ServerKinds, ServerOutcome, ServerRequest } from './server.js';

const INFO_TIMEOUT_MS = 10_000;
/** A first start pulls two images. */
const UP_TIMEOUT_MS = 600_000;
const DOWN_TIMEOUT_MS = 60_000;

/** True where a Docker engine answers and has Compose. */
export async function dockerRuns(dataDir: string, signal: AbortSignal): Promise<boolean> {
  const tried = await docker(['compose', 'ls', '--quiet'], {}, join(dataDir, 'logs', 'docker.log'), INFO_TIMEOUT_MS, signal);
  return tried.ok;
}

/** The servers of docker-compose.yml that this sandbox uses; the apps themselves run outside, as with local servers. */
export class DockerServers {
  private readonly names: readonly string[];
  private started: Promise<Outcome<void, LocalServiceProblem>> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(private readonly request: ServerRequest, kinds: ServerKinds) {
    this.names = (['postgres', 'kafka'] as const).filter((name) => kinds[name] === 'docker');
  }

  /**
   * Starts both at once, on the first call for either, because two calls would each make the project's network and one of them
   * would fail.
   */
  async start(name: Server['name']): Promise<ServerOutcome> {
    this.started ??= this.up();
    const started = await this.started;
    return started.ok ? success({ name, pids: () => ({}), stop: () => this.stop(), ...this.outageOf(name) }) : started;
  }

  /** Stops the containers without removing them, because their volumes hold the data for the next start. */
  stop(): Promise<void> {
    this.stopped ??= this.compose(['stop', ...this.names], DOWN_TIMEOUT_MS).then(() => undefined);
    return this.stopped;
  }

  private outageOf(name: Server['name']): Pick<Server, 'isRunning'> & { readonly outage: Outage } {
    let running = true;
    return {
      isRunning: () => running,
      outage: {
        begin: async () => {
          running = false;
          await this.compose(['stop', name], DOWN_TIMEOUT_MS);
        },
        end: async (signal) => {
          const up = await this.compose(['up', '--detach', '--wait', name], UP_TIMEOUT_MS, signal);
          running = up.ok;
          return up;
        },
      },
    };
  }

  private async up(): Promise<Outcome<void, LocalServiceProblem>> {
    this.request.progress(`Starting ${this.names.join(' and ')} in Docker (a first start fetches the images)`);
    const up = await this.compose(['up', '--detach', '--wait', ...this.names], UP_TIMEOUT_MS, this.request.signal);
    // A start that was given up half-way may have started a container already.
    if (!up.ok) await this.stop();
    return up;
  }

  private compose(args: readonly string[], timeoutMs: number, signal?: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> {
    const { dataDir, portBase, secrets } = this.request;
    // Each data folder has a project of its own, so that two sandboxes do not take each other's containers. It is named after the
    // folder's secrets, because a volume can be opened only with the password it was made with.
    const project = `safeguarding-exchange-${secrets.id}`;
    const environment = {
      POSTGRES_PASSWORD: secrets.postgresPassword,
      POSTGRES_PORT: String(portBase + PORTS.postgres),
      KAFKA_PORT: String(portBase + PORTS.kafka),
    };
    const command = ['compose', '--project-name', project, '--file', repositoryFile('docker-compose.yml'), ...args];
    return docker(command, environment, join(dataDir, 'logs', 'docker.log'), timeoutMs, signal);
  }
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
  const lastLine = started.value.lines().findLast((line) => line.trim() !== '') ?? 'nothing';
  return failure({
    code: 'START_FAILED',
    message: `Docker Compose could not start the servers. Its last line: ${lastLine.trim().replace(/\.$/, '')}.`,
    remedy: `Look into ${logFile}, or set EXCHANGE_DOCKER=never to use local servers.`,
  });
}
