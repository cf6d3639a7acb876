import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** Runs `work` so that everything it awaits logs and stores under this correlation id. */
export function withCorrelation<Result>(correlationId: string, work: () => Result): Result {
  return storage.run(correlationId, work);
}

/** The correlation id of the request or message that is being worked on; `undefined` outside of any. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}
