import { setTimeout as sleep } from 'node:timers/promises';

export const TIMED_OUT = Symbol('timed out');

/**
 * The result of the promise, or {@link TIMED_OUT} after `limitMs`. The promise itself continues; a late failure is
 * ignored.
 */
export async function bounded<Value>(promise: Promise<Value>, limitMs: number): Promise<Value | typeof TIMED_OUT> {
  let timer: NodeJS.Timeout | undefined;
  // No abort signal, because each would create an error with an unused stack, and this runs with every send and every batch.
  const late = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, limitMs), TIMED_OUT);
  });
  // Otherwise a rejection after the limit would be unhandled and end the process.
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sleeps, or returns early when the signal is aborted. */
export async function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}

/** Exponential backoff in milliseconds: `baseMs`, twice that, and so on, up to `limitMs`. `attempt` counts from 1. */
export function backOff(attempt: number, baseMs: number, limitMs: number): number {
  return Math.min(limitMs, baseMs * 2 ** Math.min(attempt - 1, 20));
}
