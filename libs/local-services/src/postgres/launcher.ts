import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { folderClosedTo, succeedsAs, type Account } from './account.js';

/** Runs PostgreSQL's programs: under which account, and with which name for the folder that they start in. */
export interface Launcher {
  readonly account: Account | undefined;
  /** The value of `-D` and `--pgdata` for `folder`, for a program that starts in `folder`. */
  nameOf(folder: string): string;
}

/** Linux's name for the working folder of the reading process. It leads there without passing through the folders above. */
const WORKING_FOLDER = '/proc/self/cwd';

/**
 * As root, PostgreSQL runs under an account that cannot pass through folders such as /root or a fresh `mktemp -d`, where
 * a data folder may be. Its programs are then started inside the data folder, which belongs to the account, and call it
 * {@link WORKING_FOLDER}. This needs no capability, no other program and no change to the rights of the folders above.
 *
 * @param dataDir exists and belongs to the account.
 */
export function chooseLauncher(account: Account | undefined, dataDir: string): Outcome<Launcher, LocalServiceProblem> {
  const closed = account === undefined ? undefined : folderClosedTo(account, dataDir);
  if (account === undefined || closed === undefined) return success({ account, nameOf: (folder) => folder });
  if (succeedsAs(account, dataDir, 'cd "$1" && test -w "$1"', WORKING_FOLDER)) return success({ account, nameOf: () => WORKING_FOLDER });
  return problem(
    'FOLDER_NOT_ENTERABLE',
    `PostgreSQL does not run as root, its account postgres may not enter ${closed}, and this system has no ${WORKING_FOLDER} to lead it past.`,
    `Let others pass through it (chmod o+x ${closed}), choose a data folder elsewhere, or run this as an ordinary user.`,
  );
}
