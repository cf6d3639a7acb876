import type { AppProcess } from '../../environment/app-process.js';
import { pause } from '../scenario.js';
import type { KillRun } from './runs.js';

/** What became of one run. `reached` is false when the process never came to its point, which proves nothing. */
export interface KilledAt {
  readonly process: string;
  readonly point: string;
  readonly seed: number;
  readonly nth: number;
  readonly reached: boolean;
  readonly at: string;
  readonly seconds: number;
}

/**
 * Some points are passed only after people have done several things: two redirects, or six steps at one agency, while every
 * other process is being killed as well.
 */
const REACH_MS = 300_000;

/** Starts a process with one fault after the other armed; each time it dies there, and the next start is the recovery. */
export class Lane {
  readonly results: KilledAt[] = [];

  constructor(
    readonly app: AppProcess,
    private readonly runs: readonly KillRun[],
    private readonly report: (result: KilledAt) => void,
  ) {}

  get length(): number {
    return this.runs.length;
  }

  async go(): Promise<void> {
    if (this.runs.length === 0) return;
    await this.app.stop();
    for (const run of this.runs) await this.killOnce(run);
    await this.app.start();
    // Degraded is no fault while the load goes on: the publisher is, for as long as it refuses requests. The oracle judges at rest.
    await this.app.ready(true);
  }

  private async killOnce(run: KillRun): Promise<void> {
    const began = performance.now();
    const child = await this.app.start([{ point: run.point, nth: run.nth, action: { kind: 'kill' } }]);
    if (run.trigger === 'shutdown') {
      await this.app.ready(true).catch(() => undefined);
      // Somewhere in its work, and not before its consumers have begun.
      await pause(1_000 + run.seed * 300);
      child.kill('SIGTERM');
    }
    const ended = await child.waitUntilEnded({ timeoutMs: REACH_MS });
    const reached = ended.ok && child.lines().some((line) => line.startsWith(`test fault: kill at ${run.point}`));
    const result = {
      process: this.app.plan.name, point: run.point, seed: run.seed, nth: run.nth, reached,
      at: new Date().toISOString(), seconds: Math.round(performance.now() - began) / 1_000,
    };
    this.results.push(result);
    this.report(result);
  }
}
