import { join } from 'node:path';
import { Pool } from 'pg';

import { freePorts, repositoryFile, type ManagedProcess } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';

import { startProgram, untilReadyLine } from '../../harness/environment/program.js';
import { AGENCIES, topicsOf, type Receipt } from './shared.js';

export const DIST = repositoryFile('dist');
/** As many as the exchange gives its agency topics. */
const PARTITIONS = 2;

/** The means that all variants share: one PostgreSQL, one Kafka, one folder that is removed afterwards. */
export interface Arena {
  readonly logFolder: string;
  readonly brokers: readonly string[];
  /** URL of the superuser for a database of this name, which is made when it is missing. */
  database(name: string): Promise<string>;
  /** Options of Node for a measured process, for example of its profiler. */
  nodeOptions(name: string): readonly string[];
}

/** The audit log of a variant, read from outside. */
export interface Audit {
  /** The number of receipts since then. It is asked again and again, so it is cheap. */
  countSince(since: number): Promise<number>;
  receiptsSince(since: number): Promise<readonly Receipt[]>;
  /** Whether nothing is under way any more, so that the work of one phase is not measured in the next. */
  isIdle(): Promise<boolean>;
  close(): Promise<void>;
}

/** A variant whose processes run. */
export interface Running {
  /** The address that takes referrals. */
  readonly url: string;
  /** Apps only. PostgreSQL and Kafka are measured for all variants alike. */
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  readonly audit: Audit;
  stop(): Promise<void>;
}

export interface Variant {
  readonly id: string;
  readonly title: string;
  /** Makes schemas and topics, once. */
  prepare(arena: Arena): Promise<void>;
  start(arena: Arena): Promise<Running>;
}

export async function ensureTopics(prefix: string, { brokers }: Arena): Promise<void> {
  const { referral, acknowledgement } = topicsOf(prefix);
  const names = AGENCIES.flatMap((agency) => [referral(agency), acknowledgement(agency)]);
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'bench' });
  try {
    await admin.ensureTopics(names.map((name) => ({ name, partitions: PARTITIONS, settings: {} })), { replicationFactor: 1 });
  } finally {
    await admin.close();
  }
}

export interface Programs {
  /** Folder of the programs below `bench/variants`; each prints READY once it works. */
  readonly folder: string;
  readonly front: string;
  /** One process for each agency. */
  readonly agency: string;
  readonly audit?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly auditOf: (auditPort: number) => Audit;
}

/** Starts the programs of a variant. Front and audit get a port. */
export async function startPrograms(arena: Arena, { folder, front, agency, audit, environment, auditOf }: Programs): Promise<Running> {
  const [port = 0, auditPort = 0] = await freePorts(2);
  const planned = [
    { name: `${folder} front`, program: front, own: { PORT: String(port) } },
    ...AGENCIES.map((id) => ({ name: `${folder} agency ${id}`, program: agency, own: { AGENCY_ID: id } })),
    ...(audit === undefined ? [] : [{ name: `${folder} audit`, program: audit, own: { PORT: String(auditPort) } }]),
  ];
  const processes: ManagedProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const each of processes) await each.stop();
  };
  try {
    for (const { name, program, own } of planned) {
      const file = join(DIST, 'bench', 'variants', folder, `${program}.js`);
      const settings = { NODE_ENV: 'production', ...environment, ...own };
      processes.push(await startProgram({ name, file, environment: settings, logFolder: arena.logFolder, nodeOptions: arena.nodeOptions(name) }));
    }
    await Promise.all(processes.map((each) => untilReadyLine(each)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/referrals`, processes, audit: auditOf(auditPort), stop };
}

/**
 * An audit log in PostgreSQL. The time of a receipt is the commit time that PostgreSQL keeps (`track_commit_timestamp`), so that
 * no process polls the table while it is measured, and every variant is timed alike.
 *
 * @param receipts SQL of a table or subquery with `referral_id, agency, recorded_at, xmin`.
 * @param idle SQL condition that holds when nothing is under way; without it the receipts are all there is.
 */
export function auditTable(url: string, receipts = 'audit_event', idle = 'true'): Audit {
  const pool = new Pool({ connectionString: url, max: 1 });
  // The server is stopped at the end, which breaks an idle connection.
  pool.on('error', () => undefined);
  return {
    countSince: async (since) => {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${receipts} WHERE recorded_at >= to_timestamp($1)`, [since / 1_000]);
      return rows[0]?.count ?? 0;
    },
    receiptsSince: async (since) => {
      const { rows } = await pool.query<Receipt>(
        `SELECT referral_id::text AS "referralId", agency, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS "committedAt"
         FROM ${receipts} WHERE recorded_at >= to_timestamp($1)`, [since / 1_000]);
      return rows;
    },
    isIdle: async () => (await pool.query<{ holds: boolean }>(`SELECT ${idle} AS holds`)).rows[0]?.holds === true,
    close: () => pool.end(),
  };
}
