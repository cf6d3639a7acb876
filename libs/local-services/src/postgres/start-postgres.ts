import { join, resolve } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { folderNotWritable, lockDataFolder } from '../data-folder-lock.js';
import { portInUse } from '../ports.js';
import { problem, type LocalServiceProblem, type Progress } from '../problem.js';
import { ManagedProcess, type ProcessExit } from '../process/managed-process.js';
import { makePrivateFolder, postgresAccount } from './account.js';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.js';
import { binariesForAccount } from './binaries-for-account.js';
import { chooseLauncher } from './launcher.js';
import { clearLeftovers, serverIsReady } from './postmaster-file.js';
import { clusterFolder, createCluster, existingCluster, POSTGRES_ENVIRONMENT, type ClusterPlace } from './cluster.js';

interface StartPostgresOptions {
  /**
   * Holds the data (cluster/) and the log. It is created when missing, and is private to the account that runs
   * PostgreSQL.
   */
  readonly dataDir: string;
  /** A port of 127.0.0.1. */
  readonly port: number;
  /** Password of the superuser `postgres`. The first start fixes it; a later start must give the same password. */
  readonly superuserPassword: string;
  /** The database that the first start creates and `url` names. Default `exchange`. */
  readonly database?: string;
  /** False only for tests, because a power cut then loses the data. Default true. */
  readonly fsync?: boolean;
  /** The default is 100. */
  readonly maxConnections?: number;
  /** The default is the npm package's binaries. */
  readonly binaries?: PostgresBinaries;
  readonly onProgress?: Progress;
  /** Aborting it stops the start: PostgreSQL is stopped, and the outcome is STOPPED. */
  readonly signal?: AbortSignal;
  readonly onExit?: (exit: ProcessExit) => void;
}

export interface LocalPostgres {
  /** postgres://postgres:…@127.0.0.1:port/database, for the superuser. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly logFile: string;
  /** Disconnects clients, writes all data to disk and ends (SIGINT, PostgreSQL's fast shutdown). */
  stop(): Promise<void>;
  kill(signal?: NodeJS.Signals): void;
  readonly exited: Promise<ProcessExit>;
}

/**
 * Starts a real PostgreSQL on 127.0.0.1, with the data of an earlier start if there is any. Resolves when PostgreSQL is
 * ready.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<Outcome<LocalPostgres, LocalServiceProblem>> {
  const dataDir = resolve(options.dataDir);
  const installed = options.binaries === undefined ? findPostgresBinaries() : success(options.binaries);
  if (!installed.ok) return installed;
  const account = postgresAccount();
  if (!account.ok) return account;
  const binaries = binariesForAccount(installed.value, account.value);
  if (!binaries.ok) return binaries;
  const lock = lockDataFolder(dataDir, 'PostgreSQL');
  if (!lock.ok) return lock;
  let started: Outcome<LocalPostgres, LocalServiceProblem>;
  try {
    makePrivateFolder(dataDir, account.value);
    const launcher = chooseLauncher(account.value, dataDir);
    if (launcher.ok) started = await startLocked({ dataDir, binaries: binaries.value, launcher: launcher.value }, options, () => lock.value.release());
    else started = launcher;
  } catch (error) {
    started = folderNotWritable(dataDir, error);
  }
  if (!started.ok) lock.value.release();
  return started;
}

async function startLocked(
  place: ClusterPlace,
  options: StartPostgresOptions,
  release: () => void,
): Promise<Outcome<LocalPostgres, LocalServiceProblem>> {
  const { dataDir } = place;
  const existing = existingCluster(dataDir);
  if (!existing.ok) return existing;
  const database = options.database ?? 'exchange';
  if (existing.value === undefined) {
    options.onProgress?.('Making a new PostgreSQL database');
    const made = await createCluster({ ...place, superuserPassword: options.superuserPassword, database, fsync: options.fsync ?? true });
    if (!made.ok) return made;
  }
  const cleared = await clearLeftovers(clusterFolder(dataDir));
  if (!cleared.ok) return cleared;
  if (await portInUse(options.port)) {
    return problem(
      'PORT_IN_USE',
      `Port ${options.port} (needed by PostgreSQL) is in use by another program.`,
      'Stop that program, or choose other ports.',
    );
  }
  options.onProgress?.('Starting PostgreSQL');
  const launched = await launch(place, options);
  if (!launched.ok) return launched;
  const server = launched.value;
  return success({
    url: `postgres://postgres:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${options.port}/${database}`,
    port: options.port,
    pid: server.pid,
    logFile: server.logFile,
    exited: server.exited,
    kill: (signal) => server.kill(signal),
    stop: async () => {
      await server.stop();
      release();
    },
  });
}

async function launch(place: ClusterPlace, options: StartPostgresOptions): Promise<Outcome<ManagedProcess, LocalServiceProblem>> {
  const cluster = clusterFolder(place.dataDir);
  const { launcher, binaries } = place;
  const started = await ManagedProcess.start({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: ['-D', launcher.nameOf(cluster), ...settings(options)],
    cwd: cluster,
    environment: POSTGRES_ENVIRONMENT,
    logFile: join(place.dataDir, 'log', 'postgres.log'),
    stopSignal: 'SIGINT',
    stopTimeoutMs: 20_000,
    ...(launcher.account === undefined ? {} : { account: launcher.account }),
    ...(options.onExit === undefined ? {} : { onExit: options.onExit }),
  });
  if (!started.ok) return started;
  const ready = await started.value.waitUntilReady(() => serverIsReady(cluster), { timeoutMs: 60_000, intervalMs: 20, signal: options.signal });
  if (ready.ok) return started;
  await started.value.stop();
  return ready;
}

/** Settings for the command line, so that a changed setting also applies to existing data. */
function settings(options: StartPostgresOptions): string[] {
  const values: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    // No socket file, because a deep data folder exceeds the length limit of its path, and no client needs it.
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    min_wal_size: '80MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    password_encryption: 'scram-sha-256',
    // A statement may contain personal data as a literal, and PostgreSQL would log it beside every error.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(options.fsync === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
