import type { SandboxSettings } from '#libs/config';
import type { Outcome } from '#libs/kernel';
import type { LocalServiceProblem, Progress } from '#libs/local-services';

import { PORTS, type Endpoints } from '../plan.js';
import type { SandboxSecrets } from '../secrets.js';

/** The kind of a server: external and named by the environment, in Docker, or a local process of this sandbox. */
export type ServerKind = 'external' | 'docker' | 'local';

export interface ServerKinds {
  readonly postgres: ServerKind;
  readonly kafka: ServerKind;
}

export interface ServerRequest {
  readonly dataDir: string;
  readonly portBase: number;
  readonly brokers: 1 | 3;
  readonly secrets: SandboxSecrets;
  readonly progress: Progress;
  /** Fires when the person gives up half-way, or another part of the start has failed. */
  readonly signal: AbortSignal;
  /** Called when a server ended without a request to stop. */
  readonly onLost: (name: string) => void;
}

/** PostgreSQL or Kafka, up and reachable at its endpoint. */
export interface Server {
  /** The name in sandbox.json and at the command line. */
  readonly name: 'postgres' | 'kafka';
  /** Ids of the processes that this sandbox started itself and that run now. */
  pids(): Readonly<Record<string, number>>;
  /** True for an external server, because this sandbox does not know. */
  isRunning(): boolean;
  /** Stops the processes that this sandbox started, for good. External servers keep running. */
  stop(): Promise<void>;
  /** Absent for a server that this sandbox did not start. */
  readonly outage?: Outage;
}

/** Stops a server and starts it again on its data, while the apps run on. */
export interface Outage {
  begin(): Promise<void>;
  end(signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>>;
}

export type ServerOutcome = Outcome<Server, LocalServiceProblem>;

/** Every broker has two ports beside each other: its own, and one for the brokers' quorum. */
export function kafkaPorts(portBase: number, brokers: number): readonly { readonly port: number; readonly controllerPort: number }[] {
  const first = portBase + PORTS.kafka;
  return Array.from({ length: brokers }, (_, index) => ({ port: first + 2 * index, controllerPort: first + 2 * index + 1 }));
}

/** The places of the servers. They are known before the servers run, so that the databases are prepared while Kafka still starts. */
export function endpointsOf(
  kinds: ServerKinds,
  { databaseUrl, kafkaBrokers }: SandboxSettings,
  { portBase, brokers, secrets }: Pick<ServerRequest, 'portBase' | 'brokers' | 'secrets'>,
): Endpoints {
  const ownUrl = `postgres://postgres:${encodeURIComponent(secrets.postgresPassword)}@127.0.0.1:${portBase + PORTS.postgres}/exchange`;
  return {
    adminUrl: databaseUrl ?? ownUrl,
    brokers: kafkaBrokers ?? kafkaPorts(portBase, brokers).map(({ port }) => `127.0.0.1:${port}`),
    sharedDatabase: kinds.postgres === 'external',
    sharedKafka: kinds.kafka === 'external',
  };
}
