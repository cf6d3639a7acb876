import { setTimeout as sleep } from 'node:timers/promises';

export const TIMED_OUT = Symbol('timed out');

/** What the promise gives, or {@link TIMED_OUT} after `limitMs`. The promise itself goes on; a late failure is ignored. */
export async function bounded<Value>(promise: Promise<Value>, limitMs: number): Promise<Value | typeof TIMED_OUT> {
  let timer: NodeJS.Timeout | undefined;
  // No abort signal: each would make an error with a stack for nobody, and this runs with every send and every batch.
  const late = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, limitMs), TIMED_OUT);
  });
  // Without this a rejection that comes after the limit would be an unhandled one and end the process.
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

/** Exponential back-off: `baseMs`, twice that, and so on, up to `limitMs`; `attempt` counts from 1. */
export function backOff(attempt: number, baseMs: number, limitMs: number): number {
  return Math.min(limitMs, baseMs * 2 ** Math.min(attempt - 1, 20));
}
