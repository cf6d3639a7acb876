import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';
import { processIdentity, sendSignal, waitUntilGone } from '../process/identity.js';

// Lines of postmaster.pid: pid, data folder, start time, port, socket folder, listen address, shared memory, status.
const STATUS_LINE = 7;

function readLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** True when the server of this pid has written that it accepts connections. pg_ctl reads the same line. */
export function serverIsReady(cluster: string): boolean {
  return readLines(cluster)[STATUS_LINE]?.trim() === 'ready';
}

/**
 * Cleans up after an unclean end. A PostgreSQL that outlived its supervisor is stopped in order, because the data is
 * ours and no other process starts it. A pid file whose number now belongs to another program is removed, because
 * PostgreSQL would refuse to start. PostgreSQL itself does crash recovery at the next start.
 */
export async function clearLeftovers(cluster: string): Promise<Outcome<void, LocalServiceProblem>> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return success(undefined);
  const pid = Number.parseInt(readLines(cluster)[0] ?? '', 10);
  const identity = processIdentity(pid);
  if (identity !== undefined && isPostgresOf(pid, cluster)) {
    sendSignal(pid, 'SIGINT');
    if (!(await waitUntilGone(pid, identity, 15_000))) {
      return problem(
        'FOLDER_IN_USE',
        `A PostgreSQL (process ${pid}) is still using ${cluster} and does not stop.`,
        `End process ${pid}, then try again.`,
      );
    }
    return success(undefined);
  }
  rmSync(file, { force: true });
  return success(undefined);
}

function isPostgresOf(pid: number, cluster: string): boolean {
  const command = commandLine(pid);
  return command.includes('postgres') && (command.includes(cluster) || worksIn(pid, cluster));
}

function commandLine(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return commandLineFromProc(pid);
  }
}

function commandLineFromProc(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * True when the process works in the cluster's folder. A PostgreSQL that cannot reach its folder by path does not name
 * it on its command line (launcher.ts). Linux only.
 */
function worksIn(pid: number, cluster: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
}
