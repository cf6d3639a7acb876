import type { AppProcess } from './app-process.js';

const EVERY_MS = 1_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Notes the resident memory of each process over time, to tell whether it stays where it is. */
export class MemoryCourse {
  private readonly samples = new Map<string, Sample[]>();
  private readonly timer: NodeJS.Timeout;

  constructor(apps: readonly AppProcess[]) {
    const look = (): void => {
      for (const { plan, residentBytes } of apps) {
        if (residentBytes !== undefined) this.samplesOf(plan.name).push({ at: Date.now(), bytes: residentBytes });
      }
    };
    look();
    this.timer = setInterval(look, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The middle one of a process's samples between two moments, in bytes; its collector makes single ones jump. */
  middle(name: string, from: number, to: number): number {
    const bytes = this.samplesOf(name).filter(({ at }) => at >= from && at < to).map((sample) => sample.bytes);
    return bytes.toSorted((left, right) => left - right)[Math.floor(bytes.length / 2)] ?? 0;
  }

  private samplesOf(name: string): Sample[] {
    const samples = this.samples.get(name) ?? [];
    this.samples.set(name, samples);
    return samples;
  }
}
