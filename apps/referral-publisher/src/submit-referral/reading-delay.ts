const INTERVAL_MS = 50;

/**
 * How long a request that is being handled now has waited, at most, until this process read it. Node reads the sockets once
 * in each turn of its event loop, and says nothing of when a request arrived: what a turn takes longer than its timer
 * asked for is time in which nothing was read. It covers a process that gets no processor, too.
 *
 * @returns a function that answers in milliseconds.
 */
export function measureReadingDelay(now: () => number = () => performance.now()): () => number {
  let lastTurn = now();
  let lastGap = 0;
  const timer = setInterval(() => {
    lastGap = now() - lastTurn;
    lastTurn = now();
  }, INTERVAL_MS);
  // It measures a process that runs; it is no reason to go on running.
  timer.unref();
  return () => Math.max(0, Math.max(lastGap, now() - lastTurn) - INTERVAL_MS);
}
