import { EXIT_CODES, type ExitCode } from './exit-codes.js';

/** One field at fault. Never holds the field's value. */
export interface FailureDetail {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The report of a command that fails: for people, and with `--json` as a document. */
export interface FailureReport {
  readonly exitCode: ExitCode;
  /** The first line names the fault. Later lines name the remedy. */
  readonly message: string;
  /** The server's problem code, such as `ACK-002`. */
  readonly code?: string;
  readonly title?: string;
  readonly status?: number;
  readonly errors?: readonly FailureDetail[];
  readonly correlationId?: string;
  /** Seconds after which the server may answer differently. */
  readonly retryAfterSeconds?: number;
}

/** Thrown by a command to end with a message and an exit code: an expected failure, so no stack is shown. */
export class CommandFailed extends Error {
  constructor(readonly report: FailureReport) {
    super(report.message);
  }

  /** A command line, environment or input file that cannot be used. */
  static usage(message: string): CommandFailed {
    return new CommandFailed({ exitCode: EXIT_CODES.usage, message });
  }

  /** A server that cannot be reached, or an address that is unknown. */
  static unreachable(message: string, correlationId?: string): CommandFailed {
    return new CommandFailed({ exitCode: EXIT_CODES.unreachable, message, ...(correlationId !== undefined && { correlationId }) });
  }

  /** A result that is not whole. */
  static incomplete(message: string): CommandFailed {
    return new CommandFailed({ exitCode: EXIT_CODES.incomplete, message });
  }

  /** The message without the advice. */
  get firstLine(): string {
    return this.report.message.split('\n')[0] ?? '';
  }
}

/** Thrown when Ctrl-C ended the work before it was done. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}
