import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** Runs `work` so that all its asynchronous steps log and store under this correlation id. */
export function withCorrelation<Result>(correlationId: string, work: () => Result): Result {
  return storage.run(correlationId, work);
}

/** The correlation id of the current request or message; `undefined` outside of any. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}
