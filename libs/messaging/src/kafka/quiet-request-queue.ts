import { createRequire } from 'node:module';

/** As much of kafkajs's request queue, one for each connection, as is touched here. Not part of its public interface. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970; -1 when the broker asks for no restraint. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

type RequestQueueClass = new (options: object) => RequestQueue;

/** Loaded from where kafkajs itself loads it, so that it is the same class. */
export function requestQueueClass(): RequestQueueClass {
  return createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as RequestQueueClass;
}

/**
 * kafkajs 2.2.4 looks for waiting requests about every millisecond and for ever, on every connection that has once had an
 * answer: with nothing waiting it passes a negative delay to `setTimeout`, and each look plans the next
 * (tulios/kafkajs issues 1556 and 1704). Measured: 850 wake-ups a second and 2.5 % of a processor for an app that does
 * nothing; from Node 24 on a warning as well. Where nothing waits there is nothing to look for: a request that has to
 * wait plans the look itself.
 */
export function quietRequestQueues(): void {
  const { prototype } = requestQueueClass();
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWhenSomethingWaits(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
