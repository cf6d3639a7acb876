import { createRequire } from 'node:module';

/**
 * The members of kafkajs's request queue that this file uses. Each connection has a queue. They are not part of the
 * public interface.
 */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970; -1 when the broker does not throttle. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

type RequestQueueClass = new (options: object) => RequestQueue;

/** Loads the class from the path that kafkajs itself uses, so that it is the same class. */
export function requestQueueClass(): RequestQueueClass {
  return createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as RequestQueueClass;
}

/**
 * kafkajs 2.2.4 checks for waiting requests about every millisecond, for ever, on every connection that has had an
 * answer. With an empty queue it passes a negative delay to `setTimeout`, and each check schedules the next one
 * (tulios/kafkajs issues 1556 and 1704). An idle app had 850 wake-ups a second and used 2.5 % of a processor; from Node
 * 24 on, Node also prints a warning.
 *
 * An empty queue needs no check, because a request that has to wait schedules one itself.
 */
export function quietRequestQueues(): void {
  const { prototype } = requestQueueClass();
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleWhenSomethingWaits(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
