/**
 * An error after which the same call may succeed later, because a server was away or busy. A caller over HTTP gets 503, and
 * a consumer tries its batch again.
 */
export interface TemporaryFailure extends Error {
  readonly temporary: true;
}

export function isTemporaryFailure(error: unknown): error is TemporaryFailure {
  return error instanceof Error && 'temporary' in error && error.temporary === true;
}
