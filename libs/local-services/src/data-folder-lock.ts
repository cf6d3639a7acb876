import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from './problem.js';
import { tryLock } from './process/lock-file.js';

interface DataFolderLock {
  /** Frees the folder. Correctness does not need the call, because the lock of an ended process does not count. */
  release(): void;
}

/**
 * Locks a data folder for one user at a time, because two PostgreSQL or Kafka servers on the same files would destroy
 * them. Creates a missing folder.
 *
 * @param holder names the user in messages and in the lock file: "sandbox" gives `sandbox.lock`.
 */
export function lockDataFolder(dir: string, holder: string): Outcome<DataFolderLock, LocalServiceProblem> {
  try {
    makeFolder(resolve(dir));
    const attempt = tryLock(join(dir, `${holder.toLowerCase()}.lock`));
    if (attempt.held) return success(attempt);
    return problem(
      'FOLDER_IN_USE',
      `The data folder ${dir} is in use by another ${holder} (process ${attempt.pid}).`,
      `Stop that one (kill ${attempt.pid}), or choose another data folder.`,
    );
  } catch (error) {
    return folderNotWritable(dir, error);
  }
}

/**
 * Makes a folder and the missing folders above it. Node's own `recursive` never returns in a file system that answers "no such folder" to
 * every attempt, such as `/proc`, and blocks even the signals.
 */
function makeFolder(dir: string): void {
  if (!existsSync(dirname(dir))) makeFolder(dirname(dir));
  try {
    mkdirSync(dir);
  } catch (error) {
    if (!existsSync(dir)) throw error;
  }
}

/** The problem for an error of the file system in `dir`. */
export function folderNotWritable(dir: string, error: unknown): { readonly ok: false; readonly error: LocalServiceProblem } {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  if (code === 'ENOSPC') return problem('DISK_FULL', `The disk of ${dir} is full.`, 'Free some space, or choose a data folder on another disk.');
  const remedy = 'Choose another data folder, or give this user the right to write there.';
  return problem('FOLDER_NOT_WRITABLE', `The data folder ${dir} cannot be used (${code}).`, remedy);
}
