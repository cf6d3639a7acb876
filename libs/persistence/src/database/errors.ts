import { isNativeError } from 'node:util/types';
import type { Logger } from '#libs/observability';

/**
 * A statement that PostgreSQL refused. It keeps the names of the schema and the condition only, because PostgreSQL's own
 * message and detail quote the values of the row ("Key (name)=(…) already exists"), which may be about a child.
 */
export class StatementError extends Error {
  override readonly name = 'StatementError';

  constructor(
    /** SQLSTATE, five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
    readonly code: string,
    /** Name of the statement, or what was being done. */
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
}

/** SQLSTATEs of a server that answers and lacks something that it needs to store data. */
const ADVICE: Readonly<Record<string, string>> = {
  53100: 'its disk is full, give it space',
  53200: 'it is out of memory',
  58030: 'it cannot read or write its files',
};

/**
 * The connection is gone or was not to be had, or the server cannot store anything at this moment. The same call may succeed
 * later. Never carries a password.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';

  constructor(
    /** A Node.js system code (`ECONNREFUSED`), an SQLSTATE (`57P01`) or one of {@link CONNECTION_MESSAGES}. */
    readonly code: string,
    /** Name of the statement, or what was being done. */
    readonly statement: string,
  ) {
    super(`PostgreSQL was not available (${code}) while ${statement}; ${ADVICE[code] ?? 'check that it runs and accepts connections'}`);
  }
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN',
]);
/**
 * Class 08; disk full, out of memory, too many connections; server shutting down, starting or recovering; its files failing;
 * sessions ended for idling.
 */
const CONNECTION_STATES = /^(08...|53[123]00|57P0[1-5]|58030|25P0[34])$/;
/** How the messages begin that pg throws without a code, and the code that each gets here. */
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
/** Classes 22 (data) and 23 (integrity), and a value too large for its index. */
const DATA_STATES = /^(22...|23...|54000)$/;
/** Classes whose messages name objects of the schema or the server's state, never values of a row. */
const SAFE_TO_QUOTE = /^(0A|25|28|3D|3F|42|53|55|57|58)/;

interface ServerError {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
}

/** True when the connection failed, not the statement: roll back, and let the caller or the broker try again. */
export function isConnectionFailure(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || connectionCode(underlying(error)) !== undefined;
}

/** True when the row is bad rather than the connection: repeating it can only fail again. */
export function isDataError(error: unknown): boolean {
  return DATA_STATES.test(sqlStateOf(error) ?? '');
}

/** True for a duplicate key, of the given constraint if one is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== '23505') return false;
  return constraint === undefined || (underlying(error) as { constraint?: string }).constraint === constraint;
}

/** The SQLSTATE of a refused statement, whichever layer threw it. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof StatementError) return error.code;
  const cause = underlying(error);
  return isServerError(cause) ? cause.code : undefined;
}

/** Logs a failed statement with its name and its code. Other errors are not the database's, and are not logged here. */
export function logFailure(logger: Logger, error: unknown): void {
  if (!(error instanceof StatementError || error instanceof DatabaseUnavailable)) return;
  logger.warn('database.statement-failed', { statement: error.statement, code: error.code });
}

/** The error in the form for the rest of the project: without values, and never with the driver's error as its cause. */
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

/** TypeORM wraps what pg threw. */
function underlying(error: unknown): unknown {
  return isNativeError(error) && 'driverError' in error ? error.driverError : error;
}
