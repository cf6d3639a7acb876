import { afterEach, describe, expect, it } from '@jest/globals';

import './kafkajs.js';
import { requestQueueClass, type RequestQueue } from './quiet-request-queue.js';

/** The options that kafkajs gives to a connection's queue, and the members that the test reads. */
type Queue = RequestQueue & {
  readonly throttleCheckTimeoutId: unknown;
  readonly inflight: ReadonlyMap<number, unknown>;
  maybeThrottle(ms: number): void;
  push(request: object): void;
  checkPendingRequests(): void;
  fulfillRequest(answer: object): void;
  destroy(): void;
};

const silent = { debug: () => undefined, warn: () => undefined };
const newQueue = (): Queue =>
  new (requestQueueClass())({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'spec', broker: 'b:1', logger: silent, isConnected: () => true }) as Queue;

describe('the request queue of a connection to Kafka', () => {
  let queue: Queue;
  const sent: number[] = [];
  const push = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => undefined, reject: () => undefined },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  const answer = (correlationId: number): void => queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });

  afterEach(() => {
    queue.destroy();
    sent.length = 0;
  });

  it('does not wake up the process when nothing waits', () => {
    queue = newQueue();
    push(1);
    answer(1);
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('sends what had to wait for an answer, in order', () => {
    queue = newQueue();
    push(1);
    push(2);
    push(3);
    expect(sent).toEqual([1]);
    answer(1);
    answer(2);
    expect(sent).toEqual([1, 2, 3]);
  });

  it('sends what had to wait because the broker asked for restraint, when that is over', async () => {
    queue = newQueue();
    queue.maybeThrottle(30);
    push(1);
    expect(sent).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toEqual([1]);
  });
});
