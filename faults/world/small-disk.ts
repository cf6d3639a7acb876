import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(2 ** 20);

/** Why no small disk can be had here; undefined where it can. */
export function smallDiskProblem(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a small disk is a tmpfs, and mounting one takes root on Linux';
  return undefined;
}

/** A disk of a few hundred megabytes that can be filled to the last byte and emptied again. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  static mount(path: string, megabytes: number): SmallDisk {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' });
    chmodSync(path, 0o711);
    return new SmallDisk(path);
  }

  /** Takes all the space there is. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (;;) writeSync(file, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  giveBack(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    execFileSync('umount', ['-l', this.path], { stdio: 'pipe' });
  }

  private get ballast(): string {
    return join(this.path, 'ballast');
  }
}
