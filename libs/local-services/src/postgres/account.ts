import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account that runs PostgreSQL when this process is root, because PostgreSQL refuses to run as root. It is the
 * system's `postgres` account, which is created when missing. Undefined when this process is not root: PostgreSQL then
 * runs as the same user.
 */
export function postgresAccount(): Outcome<Account | undefined, LocalServiceProblem> {
  if (process.getuid?.() !== 0) return success(undefined);
  const existing = lookUp();
  if (existing !== undefined) return success(existing);
  // useradd fails when the group exists, unless --gid names it.
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

/**
 * Creates a folder that only its owner may read, because the database holds personal data. The owner is the account, or
 * this user when there is no account.
 */
export function makePrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
}

/**
 * The first folder on the way to `path` (or `path` itself) that the account may not enter. The check asks the kernel,
 * because mode bits do not show ACLs.
 */
export function folderClosedTo(account: Account, path: string): string | undefined {
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) folders.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  return folders.find((folder) => !succeedsAs(account, '/', 'cd "$1"', folder));
}

/** Runs a shell script as the account, in `folder`. The account need not be able to reach that folder. */
export function succeedsAs(account: Account, folder: string, script: string, ...args: readonly string[]): boolean {
  try {
    execFileSync('/bin/sh', ['-c', script, 'sh', ...args], { ...account, cwd: folder, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
