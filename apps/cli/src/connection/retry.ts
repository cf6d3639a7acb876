import { setTimeout as pause } from 'node:timers/promises';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';

export interface RetryOptions {
  /** Attempts end after about this time. */
  readonly forMs: number;
  readonly signal: AbortSignal;
  /** Called before each wait. */
  readonly onRetry: (failure: CommandFailed, waitMs: number) => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now?: () => number;
  /** From 0 to 1; spreads the attempts of many callers. */
  readonly random?: () => number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** Another request with the same key is still being handled, so its answer will come. */
const IN_FLIGHT = 'REF-002';

/** Whether the same request may get another answer later: the server reports so, or its answer was lost. */
export function isWorthRetrying(error: unknown): error is CommandFailed {
  return error instanceof CommandFailed && (error.report.exitCode === EXIT_CODES.unreachable || error.report.code === IN_FLIGHT);
}

/**
 * Repeats an attempt whose repetition has no further effect. It waits as long as the server asks for, else twice as long each time.
 * It gives up with the last failure when the time is over or no later answer can be different.
 */
export async function retrying<Value>(attempt: () => Promise<Value>, options: RetryOptions): Promise<Value> {
  const { forMs, signal, onRetry, wait = waiting, now = () => performance.now(), random = Math.random } = options;
  const deadline = now() + forMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isWorthRetrying(error)) throw error;
      const asked = error.report.retryAfterSeconds;
      const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.75 + random() / 2);
      const waitMs = Math.round(asked === undefined ? growing : asked * 1_000);
      if (now() + waitMs > deadline) throw error;
      onRetry(error, waitMs);
      await wait(waitMs, signal);
    }
  }
}

/** @throws Interrupted after Ctrl-C. */
export async function waiting(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch {
    throw new Interrupted();
  }
}
