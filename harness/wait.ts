import { setTimeout as pause } from 'node:timers/promises';

/** Repeats `check` every `everyMs` until it holds. @returns false when it does not hold within `limitMs`. */
export async function waitUntil(check: () => boolean | Promise<boolean>, limitMs: number, everyMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) return false;
    await pause(everyMs);
  }
  return true;
}

/** Repeats `work` up to so many times until it succeeds. @throws the error of the last attempt. */
export async function attempt<Result>(times: number, work: () => Promise<Result>): Promise<Result> {
  return work().catch((error: unknown) => {
    if (times <= 1) throw error;
    return attempt(times - 1, work);
  });
}
