import type { Outcome } from '#libs/kernel';
import type { LocalServiceProblem, Progress } from '#libs/local-services';

import type { Endpoints } from '../plan.js';

/** PostgreSQL and Kafka, up and reachable. */
export interface Services {
  readonly endpoints: Endpoints;
  /** Process ids of what this sandbox started itself. */
  readonly pids: Readonly<Record<string, number>>;
  /** Stops what this sandbox started; servers of somebody else's are left alone. */
  stop(): Promise<void>;
}

export interface ServicesRequest {
  readonly dataDir: string;
  readonly portBase: number;
  readonly brokers: 1 | 3;
  readonly postgresPassword: string;
  readonly progress: Progress;
  /** Fires when the person gives up half-way. */
  readonly signal: AbortSignal;
  /** A server ended although nobody asked it to. */
  readonly onLost: (name: string) => void;
}

export type ServicesOutcome = Outcome<Services, LocalServiceProblem>;

/** One of the two servers. */
export interface Server<Address> {
  readonly address: Address;
  readonly shared: boolean;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

export type ServerOutcome<Address> = Outcome<Server<Address>, LocalServiceProblem>;
