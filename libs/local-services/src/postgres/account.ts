import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. Then it runs as the system's account `postgres`, which is made when there is none.
 * Undefined: we are not root, and PostgreSQL runs as ourselves.
 */
export function postgresAccount(): Outcome<Account | undefined, LocalServiceProblem> {
  if (process.getuid?.() !== 0) return success(undefined);
  const existing = lookUp();
  if (existing !== undefined) return success(existing);
  // A group of that name may be there already; then useradd wants to be told to use it.
  for (const group of [['--user-group'], ['--gid', 'postgres']]) {
    if (lookUp() === undefined) run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', ...group, 'postgres']);
  }
  const made = lookUp();
  if (made !== undefined) return success(made);
  return problem(
    'POSTGRES_ACCOUNT_MISSING',
    'PostgreSQL does not run as root, and an account named postgres could not be made for it.',
    'Make one (useradd --system postgres), or run this as an ordinary user.',
  );
}

function lookUp(): Account | undefined {
  const uid = Number.parseInt(run('id', ['-u', 'postgres']), 10);
  const gid = Number.parseInt(run('id', ['-g', 'postgres']), 10);
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}

function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

/** Makes a folder that only the account (or we) may read: the database holds personal data. */
export function makePrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

/** The first folder above (or at) `path` that the account may not enter, if any. */
export function folderNotEnterable(path: string, account: Account | undefined): string | undefined {
  if (account === undefined) return undefined;
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  return folders.find((folder) => existsSync(folder) && !mayEnter(folder, account));
}

function mayEnter(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
