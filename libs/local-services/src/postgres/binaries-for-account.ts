import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { processIdentity } from '../process/identity.js';
import { folderClosedTo, succeedsAs, type Account } from './account.js';
import { binariesIn, type PostgresBinaries } from './binaries.js';

/**
 * Folders that every account can enter, in order of preference. Copies survive in the first, and perhaps not in the
 * second.
 */
function sharedFolders(): readonly string[] {
  return ['/var/cache', tmpdir()];
}

/**
 * PostgreSQL's programs in a place where the account may run them: the installed folder, or a copy (60 MB, made once for
 * each version). The account cannot enter a checkout below /root, or one made under umask 077. A capability does not
 * help: `initdb` looks for `postgres` with access(2), which drops the capabilities of a process that is not root.
 *
 * @param caches folders that may hold a copy; the first usable one is used.
 */
export function binariesForAccount(
  installed: PostgresBinaries,
  account: Account | undefined,
  caches: readonly string[] = sharedFolders(),
): Outcome<PostgresBinaries, LocalServiceProblem> {
  if (account === undefined || runsAs(account, installed)) return success(installed);
  const reasons: string[] = [];
  for (const cache of caches) {
    const copy = copyInto(join(cache, 'safeguarding-exchange'), installed, account);
    if (copy.ok) return copy;
    reasons.push(`${cache}: ${copy.error}`);
  }
  const closed = folderClosedTo(account, installed.folder);
  return problem(
    closed === undefined ? 'POSTGRES_BINARIES_MISSING' : 'FOLDER_NOT_ENTERABLE',
    `PostgreSQL does not run as root, and its account postgres may not ${closed === undefined ? `run the programs in ${installed.folder}` : `enter ${closed}`}`
      + ` and cannot use a copy elsewhere (${reasons.join('; ')}).`,
    `${closed === undefined ? 'Let others read and run them (chmod -R o+rX)' : `Let others pass through it (chmod o+x ${closed})`}, or run this as an ordinary user.`,
  );
}

function runsAs(account: Account, { initdb, postgres, folder }: PostgresBinaries): boolean {
  const script = '"$1" --version && "$2" --version && test -r "$3"';
  return succeedsAs(account, '/', script, initdb, postgres, join(folder, 'share', 'postgresql', 'postgres.bki'));
}

type Copy = { readonly ok: true; readonly value: PostgresBinaries } | { readonly ok: false; readonly error: string };

function copyInto(home: string, installed: PostgresBinaries, account: Account): Copy {
  const folder = join(home, `postgresql-${installed.version}`);
  const copy = binariesIn(folder, installed.version);
  try {
    mkdirSync(home, { recursive: true });
    const { uid, mode } = lstatSync(home);
    // In a temporary folder another user may have created the path first. Their programs must not run.
    if (uid !== process.getuid?.() || (mode & 0o022) !== 0) return { ok: false, error: `${home} belongs to somebody else` };
    chmodSync(home, 0o755);
    if (existsSync(folder) && runsAs(account, copy)) return success(copy);
    rmSync(folder, { recursive: true, force: true });
    copyWhole(installed.folder, home, folder);
  } catch (error) {
    return { ok: false, error: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
  return runsAs(account, copy) ? success(copy) : { ok: false, error: 'the account may not run programs there' };
}

/**
 * Copies to a neighbouring folder and moves the complete copy into place, so that an interrupted start leaves no folder
 * that looks complete.
 */
function copyWhole(from: string, home: string, folder: string): void {
  const partial = `${folder}.partial-`;
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    if (path.startsWith(partial) && processIdentity(Number(path.slice(partial.length))) === undefined) rmSync(path, { recursive: true, force: true });
  }
  const fresh = `${partial}${process.pid}`;
  try {
    cpSync(from, fresh, { recursive: true, verbatimSymlinks: true });
    makeReadable(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    const isThere = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    // Another process of ours finished first, and its copy is equally good.
    if (!isThere) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Makes the copy readable to every account, because npm may have run under a strict umask. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
