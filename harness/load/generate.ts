import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  /** Open loop: calls a second, each due at its time, even when earlier ones have no answer. Absent: closed loop, a call follows an answer. */
  readonly perSecond?: number | undefined;
  /** The largest number of calls under way at the same time. Required in a closed loop. */
  readonly atOnce?: number | undefined;
  /** The number of calls after which the loop ends. */
  readonly most?: number | undefined;
  /** Milliseconds between two looks at the clock. Default 1; a longer time sends the calls in bursts. */
  readonly tickMs?: number | undefined;
  /** Calls that are overdue for longer are left out, so that no flood follows a standstill. Default: none is left out. */
  readonly owedMs?: number | undefined;
  /** Asked before each call; true ends the loop. */
  readonly isOver?: (() => boolean) | undefined;
}

/** Milliseconds since 1970, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Calls `send` at the pace with the time at which each call is due. Resolves when the last call has ended. */
export async function generateLoad(pace: Pace, send: (dueAt: number) => Promise<void>): Promise<void> {
  const { perSecond, most = Number.POSITIVE_INFINITY, atOnce = Number.POSITIVE_INFINITY, tickMs = 1, owedMs = Number.POSITIVE_INFINITY } = pace;
  const betweenMs = perSecond === undefined ? 0 : 1_000 / perSecond;
  const underWay = new Set<Promise<void>>();
  let oneEnded: (() => void) | undefined;
  let start = now();
  for (let number = 0; number < most && pace.isOver?.() !== true; ) {
    const dueAt = perSecond === undefined ? now() : start + number * betweenMs;
    if (underWay.size >= atOnce) {
      await new Promise<void>((resolve) => {
        oneEnded = resolve;
      });
      start = Math.max(start, now() - owedMs - number * betweenMs);
    } else if (dueAt > now()) {
      await pause(tickMs);
    } else {
      const call = send(dueAt).finally(() => {
        underWay.delete(call);
        oneEnded?.();
      });
      underWay.add(call);
      number += 1;
    }
  }
  await Promise.all(underWay);
}
