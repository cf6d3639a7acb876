import { PROBLEMS, type ProblemCode } from '#libs/contracts';

/** One field at fault. It holds no value. */
export interface ProblemField {
  /** RFC 6901 pointer into the body, or `/name` of a query parameter. */
  readonly pointer: string;
  /** Kebab-case. */
  readonly code: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly errors?: readonly ProblemField[];
  /** Explains this case, instead of the problem's general explanation. It never repeats the caller's input. */
  readonly detail?: string;
  /** For example `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Why a component is unavailable, in kebab-case; for the log, not for the answer. The problem's code by default. */
  readonly reason?: string;
}

/** Answers the request with a problem of the registry. Controllers throw it for outcomes that are not a success. */
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
