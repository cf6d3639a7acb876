import type { Outcome } from '#libs/kernel';

/** On whose behalf a request is made. */
export interface Caller {
  /** A force, an agency or an inspectorate of the partnership: `northshire-police`. */
  readonly organisation: string;
  /** The named person, as an opaque staff reference (`sw-0142`), never a name. Absent for a system. */
  readonly person?: string;
}

/**
 * Why nobody can be named as the caller: problem codes of the registry.
 * `GEN-007`: no organisation, or one not of its form. `GEN-008`: no person, or a reference not of its form.
 */
export type CallerProblem = 'GEN-007' | 'GEN-008';

/** Request headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The port through which every app learns who is calling. Today it is the {@link HeaderCallerResolver}; tokens take its
 * place by another implementation, and no controller changes.
 */
export abstract class CallerResolver {
  /** Never throws for a caller it cannot name: that is an outcome. */
  abstract resolve(headers: RequestHeaders): Promise<Outcome<Caller, CallerProblem>> | Outcome<Caller, CallerProblem>;
}

/** Thrown by the guard; becomes the problem of its code, which says what to send. */
export class CallerUnknownError extends Error {
  constructor(readonly code: CallerProblem) {
    super(`the caller is not known (${code})`);
  }
}
