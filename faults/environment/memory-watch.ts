import type { AppProcess } from './app-process.js';

const EVERY_MS = 250;

/** Notes the most resident memory that any of these processes has had. */
export class MemoryWatch {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(apps: readonly AppProcess[]) {
    const look = (): void => {
      this.peak = Math.max(this.peak, ...apps.map(({ residentBytes }) => residentBytes ?? 0));
    };
    look();
    this.timer = setInterval(look, EVERY_MS);
  }

  /** @returns the peak in bytes so far, and begins anew. */
  lap(): number {
    const { peak } = this;
    this.peak = 0;
    return peak;
  }

  /** @returns the peak in bytes since the start or the last lap. */
  stop(): number {
    clearInterval(this.timer);
    return this.peak;
  }
}
