import { execFileSync } from 'node:child_process';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { folderNotEnterable, type Account } from './account.js';

/** How to start a PostgreSQL program: directly, as another account, or as another account with one capability. */
export interface Launcher {
  readonly account: Account | undefined;
  command(program: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] };
}

const ENTER_ANY_FOLDER = ['--ambient-caps=+dac_read_search', '--inh-caps=+dac_read_search'];

/**
 * As root, PostgreSQL runs under an account that cannot enter folders such as /root or a fresh `mktemp -d`, where a
 * checkout may well be. Linux can let it through without opening the folders to everybody: the one capability to pass
 * through folders (`setpriv`, util-linux), with neither root's identity nor the right to write. Where that is not to be
 * had, the folder is named.
 */
export function chooseLauncher(account: Account | undefined, paths: readonly string[]): Outcome<Launcher, LocalServiceProblem> {
  const closed = paths.map((path) => folderNotEnterable(path, account)).find((folder) => folder !== undefined);
  if (account === undefined || closed === undefined) {
    return success({ account, command: (program, args) => ({ command: program, args }) });
  }
  const asAccount = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', ...ENTER_ANY_FOLDER, '--'];
  if (works('setpriv', [...asAccount, '/bin/sh', '-c', 'cd "$1"', 'sh', closed])) {
    // setpriv itself needs root for this, so it is not started under the account.
    return success({ account: undefined, command: (program, args) => ({ command: 'setpriv', args: [...asAccount, program, ...args] }) });
  }
  return problem(
    'FOLDER_NOT_ENTERABLE',
    `PostgreSQL does not run as root, and its account postgres may not enter ${closed}.`,
    `Let others pass through it (chmod o+x ${closed}), choose a data folder elsewhere, or run this as an ordinary user.`,
  );
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
