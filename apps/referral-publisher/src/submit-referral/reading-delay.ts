const INTERVAL_MS = 50;

/**
 * Measures the longest time that a request of this turn can have waited before this process read it. Node reads the sockets once in
 * each turn of its event loop and does not report when a request arrived. A turn that takes longer than its timer asked for did not
 * read the sockets in the excess time. The measure covers a process that gets no processor, too.
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
  // The timer must not keep the process running.
  timer.unref();
  return () => Math.max(0, Math.max(lastGap, now() - lastTurn) - INTERVAL_MS);
}
