import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from './problem.js';

const GIB = 1024 ** 3;

/** Bytes that this user may still write on the file system of `dir` (or of its nearest parent that exists). */
export function freeDiskBytes(dir: string): number {
  let existing = dir;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const stats = statfsSync(existing);
  return stats.bavail * stats.bsize;
}

/**
 * Refuses to start on a nearly full disk, because Kafka and PostgreSQL then end abruptly, with messages that do not name
 * the disk.
 */
export function requireDiskSpace(dir: string, minimumBytes: number = GIB): Outcome<void, LocalServiceProblem> {
  const free = freeDiskBytes(dir);
  if (free >= minimumBytes) return success(undefined);
  const inGib = (bytes: number): string => (bytes / GIB).toFixed(1);
  return problem(
    'DISK_FULL',
    `Only ${inGib(free)} GiB are free on the disk of ${dir}; at least ${inGib(minimumBytes)} GiB are needed.`,
    'Free some space, or choose a data folder on another disk.',
  );
}
