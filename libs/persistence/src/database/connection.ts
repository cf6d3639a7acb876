import { readFileSync } from 'node:fs';

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
  /** The name shown in pg_stat_activity. */
  readonly applicationName: string;
  /**
   * Milliseconds by which `exchange_now()` is shifted on these connections. The default is the offset of the process's
   * own clock.
   */
  readonly clockOffsetMs?: number;
  /** Logs every failed statement and lost connection, by code. Silent by default. */
  readonly logger?: Logger;
}

/** Time limits in milliseconds. The caller of a request has given up before these limits end a wait. */
export const TIMEOUTS = {
  /** The limit to get a connection, from the server or from a pool whose connections are all in use. */
  connect: 5_000,
  statement: 15_000,
  lock: 5_000,
  /** An open transaction holds back vacuum, and keeps row locks that others wait for. */
  idleInTransaction: 10_000,
  /** Longer than `statement`, so only a server that no longer answers at all reaches it. */
  answer: 20_000,
} as const;

/** The setting that `exchange_now()` of a test schema adds to the time. */
export const CLOCK_OFFSET_SETTING = 'exchange.clock_offset';

const DATE_OID = 1082;

/** A date of birth has no time zone. A JavaScript Date would shift it by a day west of Greenwich. */
const dateAsWritten = (text: string): string => text;
const types = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === DATE_OID ? dateAsWritten : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Silences TypeORM, which logs statements with their values, and failed migrations to the console even with logging
 * turned off.
 */
export const silentLogger: TypeOrmLogger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** The configuration of every connection of the project, pooled or not. @throws Error for a certificate file that cannot be read. */
export function connectionConfig(
  settings: ConnectionSettings,
  sessionOptions: Readonly<Record<string, string>> = {},
): ClientConfig {
  const offsetMs = settings.clockOffsetMs ?? clockOffsetMs();
  const options = {
    search_path: `${quoteIdentifier(settings.schema)},pg_temp`,
    // A schema that was migrated for production does not read this setting.
    ...(offsetMs !== 0 && { [CLOCK_OFFSET_SETTING]: `${offsetMs} milliseconds` }),
    ...sessionOptions,
  };
  return {
    ...serverOf(settings.url),
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

/**
 * The server of a URL, and the protection of the connection to it. It is read here and not by the driver, because the driver also takes modes
 * of TLS in which any server is believed.
 *
 * @throws Error for another `sslmode` than `verify-full`, and for a certificate file that cannot be read.
 */
export function serverOf(url: string): Pick<ClientConfig, 'connectionString' | 'ssl'> {
  const parsed = new URL(url);
  const parameters = new URLSearchParams(parsed.searchParams);
  parsed.search = '';
  const mode = parameters.get('sslmode');
  if (parameters.size === 0) return { connectionString: parsed.href };
  if (mode !== 'verify-full') throw new Error('a connection to PostgreSQL with TLS needs sslmode=verify-full, because no other mode proves which server answers');
  const file = (name: string): string | undefined => {
    const path = parameters.get(name);
    return path === null ? undefined : readPem(name, path);
  };
  return {
    connectionString: parsed.href,
    ssl: {
      ca: file('sslrootcert'), cert: file('sslcert'), key: file('sslkey'), rejectUnauthorized: true, minVersion: 'TLSv1.2',
    },
  };
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`the file that ${name} of the database URL names cannot be read: ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause: error });
  }
}

/** The parts of a connection URL. @throws Error without the URL in it; Node.js's own error would contain the URL. */
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

/** Quotes any text as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Escapes an option of the start-up packet, where a space ends an option and a backslash escapes a character. */
function escapeOption(value: string): string {
  return value.replaceAll(/[\\ ]/g, (character) => `\\${character}`);
}
