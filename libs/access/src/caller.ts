import type { Outcome } from '#libs/kernel';

import type { TokenFault } from './tokens/verified-token.js';

/** The organisation and the person behind a request, by a verified token. */
export interface Caller {
  /** A force, an agency or an inspectorate of the partnership: `northshire-police`. */
  readonly organisation: string;
  /** The named person, as an opaque staff reference (`sw-0142`), never a name. Absent for a system. */
  readonly person?: string;
  /** The system that named the person, by its client id. Absent for a person whom the issuer has verified. */
  readonly assertedBy?: string;
  /** The client that the token was given to. */
  readonly client: string;
  readonly roles: readonly string[];
}

/**
 * Why a caller cannot be identified: problem codes of the registry. `GEN-007`: no token. `GEN-008`: no person, or a malformed staff reference.
 * `IDN-008`, `IDN-009`: the proof of possession. `IDN-010`: a person that the caller may not name.
 */
export type CallerProblem = TokenFault | 'GEN-007' | 'GEN-008' | 'IDN-008' | 'IDN-009' | 'IDN-010';

/** A caller who was not identified, and the headers of the answer. */
export interface CallerRefusal {
  readonly code: CallerProblem;
  readonly headers: Readonly<Record<string, string>>;
  /** The caller of a token that counts, where only the person that it names is refused. */
  readonly caller?: Caller;
}

/** Request headers as Node gives them: names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The parts of a request that identify its caller. */
export interface CallerRequest {
  readonly method: string;
  /** `http` or `https`, as this server was reached. */
  readonly protocol: string;
  /** Path and query, as the request line has them. */
  readonly url: string;
  readonly headers: RequestHeaders;
  /** Names and values of the header lines in turn, because {@link headers} has the first of several tokens alone. */
  readonly raw: { readonly rawHeaders: readonly string[] };
}

/** The port through which every app identifies its caller. */
export abstract class CallerResolver {
  /** Never throws for an unknown caller: that is an outcome. */
  abstract resolve(request: CallerRequest): Promise<Outcome<Caller, CallerRefusal>>;
}

/** Thrown by the guard; it becomes the problem of its code, with its headers. */
export class CallerUnknownError extends Error {
  readonly code: CallerProblem;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ code, headers }: CallerRefusal) {
    super(`the caller is not known (${code})`);
    this.code = code;
    this.headers = headers;
  }
}
