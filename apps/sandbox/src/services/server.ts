import { join, resolve } from 'node:path';

import { kafkaOf, type ConfiguredKafka, type SandboxSettings } from '#libs/config';
import type { Outcome } from '#libs/kernel';
import { kafkaAuthorityFile, kafkaIdentityFile, type LocalServiceProblem, type Progress } from '#libs/local-services';

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
  /** The agencies, each of which is a client of Kafka. */
  readonly agencies: readonly string[];
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
  settings: SandboxSettings,
  request: Pick<ServerRequest, 'dataDir' | 'portBase' | 'brokers' | 'secrets'>,
): Endpoints {
  const { portBase, secrets } = request;
  const ownUrl = `postgres://postgres:${encodeURIComponent(secrets.postgresPassword)}@127.0.0.1:${portBase + PORTS.postgres}/exchange`;
  return {
    adminUrl: settings.databaseUrl ?? ownUrl,
    kafka: kafkaFor(kinds.kafka, settings, request),
    sharedDatabase: kinds.postgres === 'external',
    sharedKafka: kinds.kafka === 'external',
  };
}

/** The data folder of a Kafka of this sandbox. */
export function kafkaFolder(dataDir: string): string {
  return join(dataDir, 'kafka');
}

/**
 * How each client connects. A local Kafka knows it by a certificate of its own; in Docker it listens in plain text; to an external one all connect
 * as the environment says.
 */
function kafkaFor(kind: ServerKind, settings: SandboxSettings, { dataDir, portBase, brokers: count }: Pick<ServerRequest, 'dataDir' | 'portBase' | 'brokers'>): Endpoints['kafka'] {
  const { kafkaBrokers, kafkaAuthorityFile: authority, kafkaIdentityFile: identity, kafkaLoginFile: login } = settings;
  if (kafkaBrokers !== undefined) {
    const external = kafkaOf({ kafkaBrokers, kafkaAuthorityFile: absolute(authority), kafkaIdentityFile: absolute(identity), kafkaLoginFile: absolute(login) });
    return () => external;
  }
  const brokers = kafkaPorts(portBase, count).map(({ port }) => `127.0.0.1:${port}`);
  if (kind !== 'local') return () => ({ brokers });
  const folder = kafkaFolder(dataDir);
  return (principal): ConfiguredKafka => ({ brokers, security: { authorityFile: kafkaAuthorityFile(folder), identityFile: kafkaIdentityFile(folder, principal) } });
}

/** sandbox.json is read in other working directories. */
function absolute(file: string | undefined): string | undefined {
  return file === undefined ? undefined : resolve(file);
}
