import type { ManagedProcess } from '#libs/local-services';

/** The agencies that the example referral goes to; every contestant tells these four. */
export const AGENCIES = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'] as const;

/** What all contestants share: one PostgreSQL, one Kafka, one folder that goes away afterwards. */
export interface Arena {
  readonly folder: string;
  readonly brokers: readonly string[];
  /** Superuser URL of a database of this name, made when missing. */
  database(name: string): Promise<string>;
  /** Where the processes write a CPU profile each when they end; undefined for no profiles. */
  readonly profileFolder: string | undefined;
}

/** Where the load goes. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One receipt of one agency in the audit log. */
export interface Receipt {
  readonly referralId: string;
  readonly agency: string;
  /** When its transaction committed, in milliseconds since 1970 (the same machine's clock as the load process). */
  readonly committedAt: number;
}

/** A contestant whose processes run. */
export interface Running {
  readonly target: Target;
  /** Apps only; PostgreSQL and Kafka are measured for everybody alike. */
  readonly processes: readonly ManagedProcess[];
  /** How many receipts have been recorded since then. Asked again and again, so it must be cheap. */
  countSince(since: number): Promise<number>;
  receiptsSince(since: number): Promise<readonly Receipt[]>;
  /** Whether nothing is under way any more; without it, the receipts are all there is. Work of one phase is not to be measured in the next. */
  isIdle?(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface Contestant {
  readonly id: string;
  readonly title: string;
  /** Why it cannot take part here; undefined when it can. */
  unavailable(): string | undefined;
  /** Schemas and topics, once. */
  prepare(arena: Arena): Promise<void>;
  start(arena: Arena): Promise<Running>;
}
