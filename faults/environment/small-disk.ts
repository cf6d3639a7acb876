import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Why this machine cannot mount a small disk; undefined where it can. */
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

  /** Takes all free space. `dd` ends with an error when there is none left. */
  fill(): void {
    spawnSync('dd', ['if=/dev/zero', `of=${this.ballast}`, 'bs=1M', 'oflag=append', 'conv=notrunc'], { stdio: 'ignore' });
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  giveBack(): void {
    rmSync(this.ballast, { force: true });
  }

  /** The data stays at the same path, because people examine a red run after its disk is gone. */
  unmount(): void {
    this.giveBack();
    const copy = `${this.path}.copy`;
    cpSync(this.path, copy, { recursive: true });
    execFileSync('umount', ['-l', this.path], { stdio: 'pipe' });
    rmSync(this.path, { recursive: true });
    renameSync(copy, this.path);
  }

  private get ballast(): string {
    return join(this.path, 'ballast');
  }
}
