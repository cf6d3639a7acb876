import { setTimeout as pause } from 'node:timers/promises';

import type { Contestant, Running } from './contestants/contestant.js';
import { measurePhase, type PhaseResult } from './measure/phase.js';
import type { BenchOptions } from './options.js';
import type { Servers } from './servers.js';

export interface Repetition {
  /** At the highest rate: as many requests under way as there are connections. */
  readonly full: PhaseResult;
  /** At half that rate or a given one, by the clock. */
  readonly half: PhaseResult;
}

/**
 * Groups are joined and code is compiled under the first load; only what comes after it says how fast a contestant is.
 * By number first and by time only as a limit: on a busy machine a few seconds would leave everything cold.
 */
const WARM_UP = { requests: 4_000, forMs: 25_000 };
const TRIAL_MS = 3_000;
const IDLE_LIMIT_MS = 60_000;
const UNLIMITED = 1_000_000;

/** Starts the contestant, measures it, ends it: between two turns nothing of it runs. */
export async function runRepetition(servers: Servers, contestant: Contestant, options: BenchOptions): Promise<Repetition> {
  await servers.settle();
  const running = await contestant.start(servers.arena);
  try {
    const { connections, seconds } = options;
    await measurePhase(servers, running, { connections, ...WARM_UP });
    const trial = await measurePhase(servers, running, { connections, requests: UNLIMITED, forMs: TRIAL_MS });
    // By number and not by time: one that accepts faster than it records would otherwise be measured while it catches up for minutes.
    const requests = Math.max(connections, Math.round(trial.perSecond * seconds));
    const full = await measurePhase(servers, running, { connections, requests, forMs: 3_000 * seconds });
    await untilIdle(running);
    const rate = options.rate ?? Math.max(1, full.perSecond / 2);
    const half = await measurePhase(servers, running, { connections: 4 * connections, requests: UNLIMITED, forMs: 1_000 * seconds, rate });
    return { full, half };
  } finally {
    await running.stop();
  }
}

async function untilIdle(running: Running): Promise<void> {
  const deadline = performance.now() + IDLE_LIMIT_MS;
  while ((await running.isIdle?.()) === false) {
    if (performance.now() > deadline) throw new Error(`it was still busy ${IDLE_LIMIT_MS / 1_000} s after the last receipt`);
    await pause(500);
  }
}
