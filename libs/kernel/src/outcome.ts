/** A stable code with the facts that a caller needs to act on it; never personal data. */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  /** One sentence for a developer or operator: the fault and its repair. It names fields, never their values. */
  readonly message: string;
}

/**
 * The result of an operation that is expected to fail sometimes: a duplicate, a refusal, a full queue. Exceptions are for
 * unexpected failures (a broken connection, a bug).
 */
export type Outcome<Value, Problem = Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Problem };

export function success<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function failure<Problem>(error: Problem): { readonly ok: false; readonly error: Problem } {
  return { ok: false, error };
}
