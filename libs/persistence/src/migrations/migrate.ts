import type { ClientBase } from 'pg';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { crashPoint } from '#libs/kernel';
import { connectionConfig, parseDatabaseUrl, quoteIdentifier, silentLogger } from '../database/connection.js';
import { describeFailure } from '../database/errors.js';
import { EXCHANGE_CLOCK_GRANT, installExchangeClock } from './exchange-clock.js';
import { applyGrants, type Grant, type Grantee } from './grants.js';
import { MIGRATION_DIGEST_TABLE, typeOrmMigration, type Migration } from './migration.js';
import { ensureLoginRole, ensureOwnerRole, ensureSchema } from './roles.js';
import { MIGRATION_DIGEST_GRANT, refuseOtherVersion, type AppliedMigrations } from './schema-version.js';

export interface SchemaDefinition {
  /** A role that may create roles and schemas: a superuser, or one with CREATEROLE and CREATE on the database. */
  readonly adminUrl: string;
  /** The app's own role with its password, as the app itself connects. */
  readonly appUrl: string;
  readonly schema: string;
  /** Every migration of the schema, in the order of the time stamps at the end of their names. */
  readonly migrations: readonly Migration[];
  readonly grants: readonly Grant[];
  /** Additional roles that read this schema, such as the audit portal's. */
  readonly readers?: readonly { readonly url: string; readonly grants: readonly Grant[] }[];
  /** Milliseconds to wait for a migration that runs at the same time. 60,000 by default. */
  readonly waitForMs?: number;
  /** True in a test configuration only, where `exchange_now()` can be moved. */
  readonly movableClock?: boolean;
}

interface MigrationSummary {
  readonly schema: string;
  readonly applied: readonly string[];
  readonly pending: number;
  readonly roles: {
    readonly owner: string;
    readonly app: string;
    readonly readers: readonly string[];
    /** The roles created in this run. */
    readonly created: readonly string[];
  };
}

/** Receives one line per step, for a person at a terminal. It names objects, never secrets. */
type MigrationProgress = (line: string) => void;

/** Lower case, so that quoted and unquoted names are the same. It leaves room for `_owner` in PostgreSQL's 63 bytes. */
const SCHEMA_NAME = /^[a-z][a-z0-9_]{0,56}$/;
/** One lock for the whole server, because roles belong to the server and migrations of different schemas must take turns. */
const LOCK = `hashtextextended('exchange/migrate', 0)`;
const LOCK_RETRY_MS = 200;

/**
 * Brings one app's schema up to date: roles, schema, pending migrations (as the schema's owner, each in its own
 * transaction), then exactly the declared rights. Repeating it changes nothing. Of two runs at once, one waits for the
 * other.
 *
 * @throws OtherSchemaVersion, before any change, for a schema that other migrations have made.
 * @throws DatabaseUnavailable, StatementError or Error, all safe to print.
 */
export async function migrateSchema(
  definition: SchemaDefinition,
  onProgress: MigrationProgress = () => undefined,
): Promise<MigrationSummary> {
  return withLockedSession(definition, onProgress, async (session) => {
    crashPoint('migrate.after-lock');
    refuseOtherVersion(definition.schema, definition.migrations, await appliedMigrations(session.client, definition.schema));
    const roles = await ensureRoles(session.client, definition, onProgress);
    crashPoint('migrate.after-roles');
    const executor = migrationExecutor(session);
    const applied = await asOwner(session.client, roles.owner, async () => {
      await installExchangeClock(session.client, definition.movableClock ?? false);
      await session.client.query(MIGRATION_DIGEST_TABLE);
      const done = await executor.executePendingMigrations();
      for (const { name } of done) onProgress(`${definition.schema}: applied ${name}`);
      crashPoint('migrate.before-grants');
      await grantInOneTransaction(session.client, definition, roles.grantees);
      return done.map(({ name }) => name);
    });
    if (applied.length === 0) onProgress(`${definition.schema}: up to date`);
    return {
      schema: definition.schema,
      applied,
      pending: 0,
      roles: { owner: roles.owner, app: roles.app, readers: roles.readers, created: roles.created },
    };
  });
}

interface Session {
  readonly source: DataSource;
  readonly runner: QueryRunner;
  readonly client: ClientBase;
}

interface Roles {
  readonly owner: string;
  readonly app: string;
  readonly readers: readonly string[];
  readonly created: readonly string[];
  readonly grantees: readonly Grantee[];
}

/**
 * Lock, roles, migrations and grants share one session, so that no statement runs without the lock after the session is
 * lost.
 */
async function withLockedSession<Result>(
  definition: SchemaDefinition,
  onProgress: MigrationProgress,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { adminUrl, schema, migrations } = definition;
  if (!SCHEMA_NAME.test(schema)) {
    throw new Error('a schema name has lower-case letters, digits and underscores, begins with a letter and is at most 57 long');
  }
  const { host } = parseDatabaseUrl(adminUrl, 'DATABASE_ADMIN_URL');
  const config = connectionConfig({ url: adminUrl, schema, applicationName: 'exchange-migrate' });
  const source = new DataSource({
    type: 'postgres',
    schema,
    migrations: migrations.map((migration) => typeOrmMigration(migration)),
    logger: silentLogger,
    installExtensions: false,
    // A migration may run for any time. But it must not wait long for a lock, because every app would queue behind it.
    extra: { ...config, query_timeout: 0, statement_timeout: 0, idle_in_transaction_session_timeout: 0, lock_timeout: 10_000 },
    poolErrorHandler: () => undefined,
  });
  try {
    await source.initialize();
  } catch (error) {
    throw describeFailure(error, `connecting to ${host} as administrator`);
  }
  try {
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    await takeLock(client, definition, onProgress);
    return await work({ source, runner, client });
  } catch (error) {
    throw describeFailure(error, `migrating schema ${schema}`);
  } finally {
    // Ends the session, and with it the lock and the use of the owner's role.
    await source.destroy();
  }
}

/**
 * The applied migrations; null where the schema has no table of migrations. A migration without a digest was applied by
 * a version that kept none.
 */
async function appliedMigrations(client: ClientBase, schema: string): Promise<AppliedMigrations> {
  const inSchema = quoteIdentifier(schema);
  const { rows: [found] } = await client.query<{ names: boolean; digests: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS names, to_regclass($2) IS NOT NULL AS digests', [`${inSchema}.migrations`, `${inSchema}.migration_digest`]);
  if (found?.names !== true) return null;
  const digest = found.digests ? `(SELECT digest FROM ${inSchema}.migration_digest d WHERE d.name = m.name)` : 'NULL';
  const { rows } = await client.query<{ name: string; digest: string | null }>(`SELECT name, ${digest} AS digest FROM ${inSchema}.migrations m`);
  return new Map(rows.map(({ name, digest: applied }) => [name, applied]));
}

async function takeLock(client: ClientBase, definition: SchemaDefinition, onProgress: MigrationProgress): Promise<void> {
  const { schema, waitForMs = 60_000 } = definition;
  const deadline = performance.now() + waitForMs;
  for (let waiting = false; ; waiting = true) {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS locked`);
    if (rows[0]?.locked) return;
    if (!waiting) onProgress(`${schema}: waiting for another migration to finish`);
    if (performance.now() > deadline) {
      const seconds = Math.round(waitForMs / 1000);
      throw new Error(`another migration has run for ${seconds} s: look for exchange-migrate in pg_stat_activity`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
}

async function ensureRoles(client: ClientBase, definition: SchemaDefinition, onProgress: MigrationProgress): Promise<Roles> {
  const { schema, appUrl, grants, readers = [] } = definition;
  const owner = `${schema}_owner`;
  const created = (await ensureOwnerRole(client, owner)) ? [owner] : [];
  await ensureSchema(client, schema, owner);
  const grantees: Grantee[] = [];
  const readerLogins = readers.map((reader) => ({ ...reader, name: 'the reader URL' }));
  const logins = [{ url: appUrl, grants, name: 'DATABASE_URL' }, ...readerLogins];
  for (const login of logins) {
    const ensured = await ensureLoginRole(client, owner, login.url, login.name);
    if (grantees.some(({ role }) => role === ensured.role)) {
      throw new Error(`role ${ensured.role} is named twice: an app and its readers need a role each`);
    }
    if (ensured.created) created.push(ensured.role);
    grantees.push({ role: ensured.role, grants: [...login.grants, EXCHANGE_CLOCK_GRANT, MIGRATION_DIGEST_GRANT] });
  }
  for (const role of created) onProgress(`${schema}: created role ${role}`);
  const [app = '', ...readerRoles] = grantees.map(({ role }) => role);
  return { owner, app, readers: readerRoles, created, grantees };
}

async function asOwner<Result>(client: ClientBase, owner: string, work: () => Promise<Result>): Promise<Result> {
  await client.query(`SET ROLE ${quoteIdentifier(owner)}`);
  return work();
}

function migrationExecutor({ source, runner }: Session): MigrationExecutor {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'each';
  return executor;
}

async function grantInOneTransaction(
  client: ClientBase,
  { schema }: SchemaDefinition,
  grantees: readonly Grantee[],
): Promise<void> {
  await client.query('BEGIN');
  await applyGrants(client, schema, grantees);
  crashPoint('migrate.before-grants-commit');
  await client.query('COMMIT');
}
