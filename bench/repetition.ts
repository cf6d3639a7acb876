import { waitUntil } from '../harness/wait.js';
import type { BenchOptions } from './options.js';
import { measurePhase, type PhaseResult } from './phase.js';
import { checkpoint, type Servers } from './servers.js';
import type { Variant } from './variants/variant.js';

export interface Repetition {
  /** At the highest rate: as many requests under way as there are connections. */
  readonly full: PhaseResult;
  /** At half that rate or a given one, by the clock. */
  readonly half: PhaseResult;
}

/**
 * Groups are joined and code is compiled under the first load, so only the load after it shows the speed of a variant. The
 * number of requests counts first and the time is a limit, because on a busy machine a few seconds would leave everything cold.
 */
const WARM_UP = { requests: 4_000, forMs: 25_000 };
const TRIAL_MS = 3_000;
const IDLE_LIMIT_MS = 60_000;
const UNLIMITED = 1_000_000;

/** Starts the variant, measures it and ends it: between two turns no process of it runs. */
export async function runRepetition(servers: Servers, variant: Variant, { connections, seconds, rate }: BenchOptions): Promise<Repetition> {
  await checkpoint(servers);
  const running = await variant.start(servers.arena);
  try {
    await measurePhase(servers, running, { connections, ...WARM_UP });
    const trial = await measurePhase(servers, running, { connections, requests: UNLIMITED, forMs: TRIAL_MS });
    // By number and not by time, because a variant that accepts faster than it records would be measured while it catches up for minutes.
    const requests = Math.max(connections, Math.round(trial.perSecond * seconds));
    const full = await measurePhase(servers, running, { connections, requests, forMs: 3_000 * seconds });
    if (!(await waitUntil(() => running.audit.isIdle(), IDLE_LIMIT_MS, 500))) throw new Error(`${variant.title} was still busy ${IDLE_LIMIT_MS / 1_000} s after the last receipt`);
    const halfRate = rate ?? Math.max(1, full.perSecond / 2);
    const due = Math.floor(halfRate * seconds);
    const half = await measurePhase(servers, running, { connections: 4 * connections, requests: due, forMs: 60_000 + 1_000 * seconds, rate: halfRate });
    return { full, half };
  } finally {
    await running.audit.close();
    await running.stop();
  }
}
