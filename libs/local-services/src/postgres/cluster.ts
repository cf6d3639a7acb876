import { execFile } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { makePrivateFolder } from './account.js';
import { POSTGRES_MAJOR, type PostgresBinaries } from './binaries.js';
import type { Launcher } from './launcher.js';

/** The folder that PostgreSQL calls PGDATA, inside our data folder. */
export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'cluster');
}

/** PostgreSQL's whole environment. A person's LC_*, PG* or TZ must not change its behaviour. */
export const POSTGRES_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' } as const;

/** The place of a cluster, and the programs that may work on it. */
export interface ClusterPlace {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
}

interface NewCluster extends ClusterPlace {
  readonly superuserPassword: string;
  readonly database: string;
  readonly fsync: boolean;
}

/** The version of the existing data. Refuses data that these binaries cannot read. Undefined when there is no data yet. */
export function existingCluster(dataDir: string): Outcome<string | undefined, LocalServiceProblem> {
  const versionFile = join(clusterFolder(dataDir), 'PG_VERSION');
  if (!existsSync(versionFile)) return success(undefined);
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version === POSTGRES_MAJOR) return success(version);
  return problem(
    'DATA_OF_ANOTHER_VERSION',
    `${clusterFolder(dataDir)} was written by PostgreSQL ${version}, and this is PostgreSQL ${POSTGRES_MAJOR}.`,
    `Choose another data folder, or move the data across with pg_dump from PostgreSQL ${version}.`,
  );
}

/**
 * Creates the cluster in a neighbouring folder and moves it into place when it is complete, so that an interrupted first
 * start leaves nothing that looks like data. The cluster uses UTF-8 with PostgreSQL's own locale provider, so the sort
 * order is the same on every machine, independent of the installed locales.
 */
export async function createCluster(options: NewCluster): Promise<Outcome<void, LocalServiceProblem>> {
  const { dataDir, binaries, launcher } = options;
  const { account } = launcher;
  const fresh = join(dataDir, 'cluster.new');
  const passwordFile = join(dataDir, 'password.new');
  rmSync(fresh, { recursive: true, force: true });
  makePrivateFolder(fresh, account);
  try {
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600, flag: 'wx' });
    if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
    const made = await runTool(launcher, fresh, binaries.initdb, [
      `--pgdata=${launcher.nameOf(fresh)}`,
      '--username=postgres',
      // Relative to the folder that initdb starts in.
      '--pwfile=../password.new',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(options.fsync ? [] : ['--no-sync']),
    ]);
    if (made !== undefined) return initFailed(made);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  const database = await runTool(launcher, fresh, binaries.postgres, ['--single', '-D', launcher.nameOf(fresh), 'postgres'], `CREATE DATABASE "${options.database}";\n`);
  if (database !== undefined) return initFailed(database);
  renameSync(fresh, clusterFolder(dataDir));
  return success(undefined);
}

function initFailed(lastLine: string): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem('START_FAILED', `PostgreSQL could not make its data folder: ${lastLine}.`, 'Check the disk and the rights of the data folder.');
}

/** Runs a tool to its end inside `folder`. When it fails, the error is the last line of its error output. */
function runTool({ account }: Launcher, folder: string, program: string, args: readonly string[], input = ''): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: POSTGRES_ENVIRONMENT, encoding: 'utf8' as const, cwd: folder, ...account };
    const child = execFile(program, [...args], options, (error, _stdout, stderr) => {
      if (error === null) resolve(undefined);
      else resolve(stderr.trim().split('\n').at(-1) || error.message);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
