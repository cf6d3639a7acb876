import type { Outcome } from '#libs/kernel';

/** The organisation and the person behind a request. */
export interface Caller {
  /** A force, an agency or an inspectorate of the partnership: `northshire-police`. */
  readonly organisation: string;
  /** The named person, as an opaque staff reference (`sw-0142`), never a name. Absent for a system. */
  readonly person?: string;
}

/**
 * Why a caller cannot be identified: problem codes of the registry. `GEN-007`: no organisation, or a malformed one. `GEN-008`:
 * no person, or a malformed reference.
 */
export type CallerProblem = 'GEN-007' | 'GEN-008';

/** Request headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The port through which every app identifies its caller. Its implementation is {@link HeaderCallerResolver}; another one for
 * tokens can replace it without a change of a controller.
 */
export abstract class CallerResolver {
  /** Never throws for an unknown caller: that is an outcome. */
  abstract resolve(headers: RequestHeaders): Promise<Outcome<Caller, CallerProblem>> | Outcome<Caller, CallerProblem>;
}

/** Thrown by the guard; it becomes the problem of its code, which names the missing header. */
export class CallerUnknownError extends Error {
  constructor(readonly code: CallerProblem) {
    super(`the caller is not known (${code})`);
  }
}
