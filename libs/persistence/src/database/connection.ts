import type { ClientConfig } from 'pg';
import pg from 'pg';
import type { Logger as TypeOrmLogger } from 'typeorm';

import { clockOffsetMs } from '#libs/kernel';
import type { Logger } from '#libs/observability';

export interface ConnectionSettings {
  /** `postgres://user:password@host:port/database`. Never appears in an error or a log. */
  readonly url: string;
  /** The schema that unqualified names are looked up in. */
  readonly schema: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** How far `exchange_now()` is moved on these connections, milliseconds; by default as far as the process's own clock. */
  readonly clockOffsetMs?: number;
  /** Gets every failed statement and lost connection, by code. Silent by default. */
  readonly logger?: Logger;
}

/** Why a wait ends, in milliseconds. A request that waits longer has long been given up by its caller. */
export const TIMEOUTS = {
  /** To get a connection: from the server, or from a pool whose connections are all in use. */
  connect: 5_000,
  statement: 15_000,
  lock: 5_000,
  /** A transaction left open holds back vacuum and row locks of everyone. */
  idleInTransaction: 10_000,
  /** Above `statement`: only a server that no longer answers at all gets here. */
  answer: 20_000,
} as const;

/** What `exchange_now()` of a schema for tests adds to the time. */
export const CLOCK_OFFSET_SETTING = 'exchange.clock_offset';

const DATE_OID = 1082;

/** A date of birth has no time zone: as a JavaScript Date it would shift by a day west of Greenwich. */
const dateAsWritten = (text: string): string => text;
const types = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === DATE_OID ? dateAsWritten : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** For TypeORM, which logs statements with their values, and failed migrations to the console even without logging. */
export const silentLogger: TypeOrmLogger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** What every connection of the project is opened with, pooled or not. */
export function connectionConfig(
  settings: ConnectionSettings,
  sessionOptions: Readonly<Record<string, string>> = {},
): ClientConfig {
  const offsetMs = settings.clockOffsetMs ?? clockOffsetMs();
  const options = {
    search_path: `${quoteIdentifier(settings.schema)},pg_temp`,
    // A schema that was migrated for production does not look at it.
    ...(offsetMs !== 0 && { [CLOCK_OFFSET_SETTING]: `${offsetMs} milliseconds` }),
    ...sessionOptions,
  };
  return {
    application_name: settings.applicationName,
    connectionTimeoutMillis: TIMEOUTS.connect,
    statement_timeout: TIMEOUTS.statement,
    lock_timeout: TIMEOUTS.lock,
    idle_in_transaction_session_timeout: TIMEOUTS.idleInTransaction,
    query_timeout: TIMEOUTS.answer,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: Object.entries(options).map(([name, value]) => `-c ${name}=${escapeOption(value)}`).join(' '),
    types,
  };
}

/** The parts of a connection URL. @throws Error without the URL in it, which Node.js's own error would carry. */
export function parseDatabaseUrl(
  url: string,
  name = 'DATABASE_URL',
): { readonly user: string; readonly password: string; readonly database: string; readonly host: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const user = decodeURIComponent(parsed?.username ?? '');
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol) || user === '' || database === '') {
    throw new Error(`${name} must be a URL of the form postgres://user:password@host:port/database`);
  }
  return { user, password: decodeURIComponent(parsed.password), database, host: parsed.host };
}

/** An SQL identifier, whatever is in it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** In the start-up packet a space ends an option and a backslash escapes one. */
function escapeOption(value: string): string {
  return value.replaceAll(/[\\ ]/g, (character) => `\\${character}`);
}
