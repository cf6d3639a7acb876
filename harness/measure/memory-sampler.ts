import { median } from './statistics.js';
import { residentMbOf } from './usage.js';

const EVERY_MS = 250;

interface Sample {
  readonly at: number;
  readonly mb: number;
}

/** Samples the resident memory of processes, in MiB. A process that does not run has pid 0 and gets no sample. */
export class MemorySampler {
  private readonly samples = new Map<string, Sample[]>();
  private readonly timer: NodeJS.Timeout;

  constructor(processes: readonly { readonly name: string; readonly pid: number }[]) {
    for (const { name } of processes) this.samples.set(name, []);
    this.timer = setInterval(() => {
      for (const { name, pid } of processes) if (pid !== 0) this.samples.get(name)?.push({ at: Date.now(), mb: residentMbOf({ name, pid }) });
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  peakMb(name: string, from?: number, to?: number): number {
    return Math.round(Math.max(0, ...this.between(name, from, to)));
  }

  /** The median, because the garbage collector makes single samples jump. */
  medianMb(name: string, from?: number, to?: number): number {
    return Math.round(median(this.between(name, from, to)));
  }

  private between(name: string, from = 0, to = Number.POSITIVE_INFINITY): readonly number[] {
    return (this.samples.get(name) ?? []).filter(({ at }) => at >= from && at < to).map(({ mb }) => mb);
  }
}
