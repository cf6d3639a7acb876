import type { AppProcess } from '../../../harness/environment/app-process.js';
import { pause } from '../scenario.js';
import type { KillRun } from './runs.js';

/** The result of one run. `reached` is false when the process never came to its point, which proves nothing. */
export interface KilledAt {
  readonly process: string;
  readonly point: string;
  readonly seed: number;
  readonly nth: number;
  readonly reached: boolean;
  readonly at: string;
  readonly seconds: number;
}

/** Takes each result when it is known. */
export type Report = (result: KilledAt) => void;

/**
 * A limit against a run that never ends, and no measure of speed. Some points are passed only after people have done several
 * things: two redirects, or six steps at one agency, while every other process is being killed as well.
 */
const REACH_MS = 300_000;

/** Runs `kill`, which tells whether the point was reached, and reports the result. */
export async function killing(process: string, run: KillRun, report: Report, kill: () => Promise<boolean>): Promise<KilledAt> {
  const began = performance.now();
  const reached = await kill();
  const seconds = Math.round(performance.now() - began) / 1_000;
  const result = { process, point: run.point, seed: run.seed, nth: run.nth, reached, at: new Date().toISOString(), seconds };
  report(result);
  return result;
}

/** Starts a process with one fault after the other armed. Each time it dies there, and the next start is the recovery. */
export async function killInTurn(app: AppProcess, runs: readonly KillRun[], report: Report): Promise<readonly KilledAt[]> {
  if (runs.length === 0) return [];
  const results: KilledAt[] = [];
  await app.stop();
  for (const run of runs) results.push(await killing(app.name, run, report, () => killAt(app, run)));
  await app.start();
  // Degraded is no fault while the load goes on, because the publisher is degraded as long as it refuses requests. The oracle judges at rest.
  await app.ready(true);
  return results;
}

async function killAt(app: AppProcess, { point, nth, trigger, seed }: KillRun): Promise<boolean> {
  const child = await app.start([{ point, nth, action: { kind: 'kill' } }]);
  if (trigger === 'shutdown') {
    await app.ready(true).catch(() => undefined);
    // Somewhere in its work, and not before its consumers have begun.
    await pause(1_000 + seed * 300);
    child.kill('SIGTERM');
  }
  const ended = await child.waitUntilEnded({ timeoutMs: REACH_MS });
  return ended.ok && child.lines().some((line) => line.startsWith(`test fault: kill at ${point}`));
}
