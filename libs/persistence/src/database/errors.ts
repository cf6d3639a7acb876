import { isNativeError } from 'node:util/types';
import type { TemporaryFailure } from '#libs/kernel';
import type { Logger } from '#libs/observability';

/**
 * SQLSTATEs of a statement that had to give way to another: serialisation failure, deadlock, lock timeout, statement timeout.
 * The connection is intact, nothing is stored, and the same statement may succeed later.
 */
const BUSY_STATES = new Set(['40001', '40P01', '55P03', '57014']);

/**
 * A statement that PostgreSQL refused. It keeps only the names of the schema and the condition, because PostgreSQL's own
 * message and detail quote the values of the row ("Key (name)=(…) already exists"), which may be about a child.
 */
export class StatementError extends Error {
  override readonly name = 'StatementError';

  constructor(
    /** SQLSTATE, five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
    readonly code: string,
    /** Name of the statement, or of the action that failed. */
    readonly statement: string,
    readonly constraint?: string,
    readonly table?: string,
    readonly column?: string,
    explanation?: string,
  ) {
    const where = [constraint && `constraint ${constraint}`, table && `table ${table}`, column && `column ${column}`];
    const details = [...where, explanation].filter(Boolean).join(', ');
    super(`statement ${statement} was refused by PostgreSQL with SQLSTATE ${code}${details && `: ${details}`}`);
  }

  /** True when the statement had to give way to another. See TemporaryFailure of `#libs/kernel`. */
  get temporary(): boolean {
    return BUSY_STATES.has(this.code);
  }
}

/** Advice by SQLSTATE, for a server that answers but lacks a resource for storing data. */
const ADVICE: Readonly<Record<string, string>> = {
  53100: 'its disk is full, give it space',
  53200: 'it is out of memory',
  58030: 'it cannot read or write its files',
};

/**
 * The connection was lost or could not be opened, or the server cannot store data at this moment. The same call may
 * succeed later. It never contains a password.
 */
export class DatabaseUnavailable extends Error implements TemporaryFailure {
  override readonly name = 'DatabaseUnavailable';
  readonly temporary = true;

  constructor(
    /** A Node.js system code (`ECONNREFUSED`), an SQLSTATE (`57P01`) or one of {@link CONNECTION_MESSAGES}. */
    readonly code: string,
    /** Name of the statement, or of the action that failed. */
    readonly statement: string,
  ) {
    super(`PostgreSQL was not available (${code}) while ${statement}; ${ADVICE[code] ?? 'check that it runs and accepts connections'}`);
  }
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN',
]);
/**
 * SQLSTATEs of outages: class 08; disk full, out of memory, too many connections; server shutting down, starting or
 * recovering; errors of its files; sessions ended for idling.
 */
const CONNECTION_STATES = /^(08...|53[123]00|57P0[1-5]|58030|25P0[34])$/;
/** The beginnings of the messages that pg throws without a code, and the code of each. */
const CONNECTION_MESSAGES: readonly (readonly [beginning: string, code: string])[] = [
  ['Connection terminated', 'CONNECTION_LOST'],
  ['Client was closed', 'CONNECTION_LOST'],
  ['Client has encountered a connection error', 'CONNECTION_LOST'],
  ['Cannot use a pool after calling end', 'CONNECTION_LOST'],
  ['Driver not Connected', 'CONNECTION_LOST'],
  ['timeout exceeded when trying to connect', 'CONNECT_TIMEOUT'],
  ['timeout expired', 'CONNECT_TIMEOUT'],
  ['Query read timeout', 'ANSWER_TIMEOUT'],
];
/** SQLSTATEs of classes 22 (data) and 23 (integrity), and of a value too large for its index. */
const DATA_STATES = /^(22...|23...|54000)$/;
/** Classes whose messages name objects of the schema or the server's state, but never values of a row. */
const SAFE_TO_QUOTE = /^(0A|25|28|3D|3F|42|53|55|57|58)/;

interface ServerError {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
}

/** True when the connection failed and not the statement. Roll back, and let the caller or the broker retry. */
export function isConnectionFailure(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || connectionCode(underlying(error)) !== undefined;
}

/** True when the row's data is at fault and not the connection. A retry would fail again. */
export function isDataError(error: unknown): boolean {
  return DATA_STATES.test(sqlStateOf(error) ?? '');
}

/** True for a duplicate key; with `constraint`, only for a duplicate of that constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  return constraint === undefined || (underlying(error) as { constraint?: string }).constraint === constraint;
}

/** The SQLSTATE of a refused statement, at any depth of wrapped errors. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof StatementError) return error.code;
  const cause = underlying(error);
  return isServerError(cause) ? cause.code : undefined;
}

/** Logs a failed statement with its name and its code. Errors of other origin are not logged here. */
export function logFailure(logger: Logger, error: unknown): void {
  if (!(error instanceof StatementError || error instanceof DatabaseUnavailable)) return;
  logger.warn('database.statement-failed', { statement: error.statement, code: error.code });
}

/** Converts an error to the project's form: without values, and never with the driver's error as its cause. */
export function describeFailure(error: unknown, doing: string): unknown {
  if (error instanceof StatementError || error instanceof DatabaseUnavailable) return error;
  const cause = underlying(error);
  const code = connectionCode(cause);
  if (code !== undefined) return new DatabaseUnavailable(code, doing);
  if (!isServerError(cause)) return error;
  const explanation = SAFE_TO_QUOTE.test(cause.code) ? cause.message : undefined;
  return new StatementError(cause.code, doing, cause.constraint, cause.table, cause.column, explanation);
}

function connectionCode(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  if (isServerError(error)) return CONNECTION_STATES.test(error.code) ? error.code : undefined;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && NETWORK_CODES.has(code)) return code;
  return CONNECTION_MESSAGES.find(([beginning]) => error.message.startsWith(beginning))?.[1];
}

function isServerError(error: unknown): error is ServerError & Error {
  return isNativeError(error) && 'severity' in error && typeof (error as { code?: unknown }).code === 'string';
}

/** The error of pg inside TypeORM's wrapper. */
function underlying(error: unknown): unknown {
  return isNativeError(error) && 'driverError' in error ? error.driverError : error;
}
