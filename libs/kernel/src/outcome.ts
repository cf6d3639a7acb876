/** A stable code plus whatever a caller needs to act on it; never personal data. */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  /** One sentence for a developer or operator: what is wrong and what to do. Names fields, never their values. */
  readonly message: string;
}

/**
 * What an operation that is expected to fail sometimes returns. Exceptions are kept for what nobody expects
 * (a broken connection, a bug); a duplicate, a refusal or a full queue is an outcome.
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
