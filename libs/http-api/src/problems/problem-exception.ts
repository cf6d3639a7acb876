import { PROBLEMS, type ProblemCode } from '#libs/contracts';

/** One field at fault. Holds no value. */
export interface ProblemField {
  /** RFC 6901 pointer into the body, or `/name` of a query parameter. */
  readonly pointer: string;
  /** Kebab-case. */
  readonly code: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly errors?: readonly ProblemField[];
  /** What is wrong this time, instead of the problem's general explanation. Never repeats what the caller sent. */
  readonly detail?: string;
  /** For example `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Why a part is not available, in kebab-case; for the log and not for the answer. The problem's code by default. */
  readonly reason?: string;
}

/** Answers the request with a problem of the registry. Thrown by controllers for outcomes that are not a success. */
export class ProblemException extends Error {
  readonly status: number;
  readonly errors: readonly ProblemField[];
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string;

  constructor(readonly code: ProblemCode, options: ProblemOptions = {}) {
    const problem = PROBLEMS[code];
    super(`${code}: ${problem.title}`);
    this.status = problem.status;
    this.errors = options.errors ?? [];
    this.detail = options.detail ?? `${problem.explanation} ${problem.remedy}`;
    this.headers = options.headers ?? {};
    this.reason = options.reason ?? code;
  }
}
