import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { processIdentity } from './identity.js';

interface Holder {
  readonly pid: number;
  /** `processIdentity` of the holder. A later process with the same pid has another identity. */
  readonly identity: string;
}

type LockAttempt =
  | { readonly held: true; release(): void }
  | { readonly held: false; readonly pid: number };

/**
 * Takes `file` as a lock for this process, or names the holder. Takes over the lock of an ended process. The file
 * appears complete (as a link to a written file), so no process reads a part of it.
 *
 * @throws the file system's error, for example when the right to write is missing.
 */
export function tryLock(file: string): LockAttempt {
  const own: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? 'unknown' };
  const content = JSON.stringify(own);
  const draft = `${file}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, content, { flag: 'wx' });
  try {
    // Bounded: each round either takes the lock, finds a live holder, or removes one stale lock.
    for (let round = 0; round < 100; round += 1) {
      if (linkIfAbsent(draft, file)) return { held: true, release: () => releaseIfOwn(file, content) };
      const found = readLock(file);
      if (found === undefined) continue;
      const holder = parseHolder(found);
      if (holder !== undefined && processIdentity(holder.pid) === holder.identity) return { held: false, pid: holder.pid };
      removeStale(file, found);
    }
    throw new Error(`The lock ${file} could not be taken in 100 attempts.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function linkIfAbsent(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    const { pid, identity } = JSON.parse(content) as Partial<Holder>;
    return pid === undefined || identity === undefined ? undefined : { pid, identity };
  } catch {
    return undefined;
  }
}

/**
 * Removes a stale lock. Two processes may judge the same lock stale, so moving the file away first shows whether it is
 * still the judged one.
 */
function removeStale(file: string, judged: string): void {
  const stale = `${file}.stale.${randomUUID()}`;
  try {
    renameSync(file, stale);
  } catch {
    return;
  }
  if (readFileSync(stale, 'utf8') !== judged) linkIfAbsent(stale, file);
  rmSync(stale, { force: true });
}

function releaseIfOwn(file: string, content: string): void {
  if (readLock(file) === content) rmSync(file, { force: true });
}
