import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import { failure, success, type Outcome } from '#libs/kernel';
import { appProgram, ManagedProcess, repositoryFile, type LocalServiceProblem } from '#libs/local-services';

import type { PlannedApp } from './plan.js';
import { lastWords } from './processes.js';

/** The migrate programs' exit code for a schema that another version made (libs/http-api has the list). */
const OTHER_SCHEMA_VERSION = 5;
const MIGRATE_TIMEOUT_MS = 180_000;

/** One run of a migrate program. */
export interface PlannedMigration {
  /** Absolute path of the compiled program. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Brings every schema up to date, in one process: loading the migrate program costs more than running it, and eight of
 * them at once would only wait for each other.
 *
 * @param ownsDatabase PostgreSQL's data is in the sandbox's data folder, and neither in a container nor on another server.
 */
export async function migrateAll(
  apps: readonly PlannedApp[],
  dataDir: string,
  logDir: string,
  ownsDatabase: boolean,
  signal: AbortSignal,
): Promise<Outcome<void, LocalServiceProblem>> {
  const migrations = apps.flatMap(({ app, environment, migration }): PlannedMigration[] =>
    migration === undefined ? [] : [{ program: appProgram(app, 'migrate'), environment: { ...environment, ...migration } }]);
  // The list is in a file of this user alone, because every user of the machine can read arguments, and the list holds passwords.
  const list = join(dataDir, 'migrations.json');
  writeFileSync(list, JSON.stringify(migrations), { mode: 0o600 });
  try {
    const started = await ManagedProcess.start({
      name: 'The migrate program',
      command: process.execPath,
      args: [repositoryFile('dist', 'apps', 'sandbox', 'src', 'migrate-each.js'), list],
      environment: childEnvironment(),
      logFile: join(logDir, 'migrate.log'),
    });
    if (!started.ok) return started;
    const ended = await started.value.waitUntilEnded({ timeoutMs: MIGRATE_TIMEOUT_MS, signal });
    if (!ended.ok) return ended;
    if (ended.value.code === 0) return success(undefined);
    if (ended.value.code === OTHER_SCHEMA_VERSION && ownsDatabase) return failure(otherVersion(dataDir));
    return failure({
      code: 'START_FAILED',
      message: `The databases could not be brought up to date.${lastWords(started.value)}`,
      remedy: `Look into ${started.value.logFile}.`,
    });
  } finally {
    rmSync(list, { force: true });
  }
}

function otherVersion(dataDir: string): LocalServiceProblem {
  return {
    code: 'START_FAILED',
    message: `The data in ${dataDir} was made by another version of the exchange:`,
    remedy: 'delete this folder to start afresh, or name another one with npm start -- --data <folder>.',
  };
}
