import type { ClientBase } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { Logger } from '#libs/observability';
import type { Migration } from '../migrations/migration.js';
import { refuseUnmigrated, type AppliedMigrations } from '../migrations/schema-version.js';
import { connectionConfig, parseDatabaseUrl, silentLogger, type ConnectionSettings } from './connection.js';
import { DatabaseUnavailable, describeFailure, isConnectionFailure, logFailure, sqlStateOf } from './errors.js';
import { DedicatedSession } from './session.js';
import type { SelectQuery } from './select-query.js';
import { statement, type Statement, type StatementResult, type StatementRunner, type StatementValue } from './statement.js';
import { cursorBatches } from './stream.js';
import { runOn, Transaction } from './transaction.js';

export interface DatabaseSettings extends ConnectionSettings {
  /** The largest number of connections. Each one costs the server about 10 MB. */
  readonly poolSize: number;
  /** The app's own migrations. {@link Database.open} refuses a schema that other migrations made. */
  readonly migrations?: readonly Migration[];
  /** True for roles that only read: transactions are read-only by default, in addition to the limits of the role's rights. */
  readonly readOnly?: boolean;
  /** Milliseconds for which {@link Database.open} keeps trying while the server is down. By default it fails at once. */
  readonly waitForMs?: number;
}

const PING = statement('database-ping', 'SELECT 1');
const APPLIED = statement('database-applied-migrations', 'SELECT name, digest FROM migration_digest');
/** The table does not exist, or this role may not read it yet: no migration of this version has finished. */
const NOT_MIGRATED = new Set(['42P01', '42501']);
const RETRY_OPEN_MS = 250;
const DISK_FULL = '53100';
/**
 * Milliseconds. Long enough for a health check to see the state, and short enough to retry soon after space has been
 * freed.
 */
const DISK_FULL_MS = 15_000;
/** Milliseconds that {@link Database.close} waits for running work. */
const DRAIN_MS = 10_000;
/**
 * A prepared statement whose plan no longer fits (a migration ran) or has been lost (a pooler in between). It is
 * prepared again.
 */
const STALE_STATEMENT = new Set(['0A000', '26000']);

type ConnectionWork<Result> = (client: ClientBase) => Promise<Result>;

/**
 * The only owner of connections to PostgreSQL. Each app has one, in the app's schema, with the app's least-privilege
 * role.
 */
export class Database implements StatementRunner {
  private readonly inFlight = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;
  private diskFullAt = Number.NEGATIVE_INFINITY;
  private readonly logger: Logger;

  private constructor(
    private readonly settings: DatabaseSettings,
    private readonly dataSource: DataSource,
  ) {
    this.logger = settings.logger ?? Logger.silent;
  }

  /**
   * Opens the connections.
   *
   * @throws DatabaseUnavailable when the server cannot be reached within `waitForMs`.
   * @throws StatementError when the server refuses the role, the password or the database.
   * @throws OtherSchemaVersion when other migrations than `migrations` made the schema.
   * @throws Error when the URL is invalid.
   */
  static async open(settings: DatabaseSettings): Promise<Database> {
    const database = await Database.connect(settings);
    if (settings.migrations === undefined) return database;
    try {
      refuseUnmigrated(settings.schema, settings.migrations, await database.appliedMigrations());
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private static async connect(settings: DatabaseSettings): Promise<Database> {
    const { host } = parseDatabaseUrl(settings.url);
    const deadline = performance.now() + (settings.waitForMs ?? 0);
    for (;;) {
      const source = new DataSource(dataSourceOptions(settings));
      try {
        return new Database(settings, await source.initialize());
      } catch (error) {
        const hopeless = !isConnectionFailure(error) || performance.now() + RETRY_OPEN_MS > deadline;
        if (hopeless) throw describeFailure(error, `connecting to ${host}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_OPEN_MS));
      }
    }
  }

  private async appliedMigrations(): Promise<AppliedMigrations> {
    try {
      const { rows } = await this.run<{ name: string; digest: string }>(APPLIED);
      return new Map(rows.map(({ name, digest }) => [name, digest]));
    } catch (error) {
      if (NOT_MIGRATED.has(sqlStateOf(error) ?? '')) return null;
      throw error;
    }
  }

  get schema(): string {
    return this.settings.schema;
  }

  /** True where transactions are read-only unless they say otherwise. */
  get isReadOnly(): boolean {
    return this.settings.readOnly ?? false;
  }

  /** Begins a SELECT whose conditions depend on the request. Run it as a `preparedQuery`. */
  select(): SelectQuery {
    return this.dataSource.createQueryBuilder();
  }

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    return this.withConnection(statement.name, (client) => runOn<Row>(client, statement, values));
  }

  /**
   * Runs `work` in a transaction: commits when it resolves, rolls back and rethrows when it throws. @throws
   * DatabaseUnavailable or StatementError
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.withConnection('transaction', async (client) => {
      // Awaited, because a statement sent before a BEGIN that fails would run in a transaction of its own.
      await client.query('BEGIN');
      const transaction = new Transaction(client);
      try {
        const result = await work(transaction);
        await transaction.commit();
        return result;
      } catch (error) {
        const cause = await transaction.causeOf(error);
        // If the rollback fails as well, ending the connection rolls back. The first error is the one to report.
        if (!isConnectionFailure(cause)) await client.query('ROLLBACK').catch(() => end(client));
        throw cause;
      }
    });
  }

  /**
   * Reads rows in batches from a server-side cursor, for exports of any length. Leaving the loop early returns the
   * connection. Each stream occupies one connection of the pool while it lasts.
   */
  async *stream<Row = unknown>(
    statement: Statement,
    values: readonly StatementValue[] = [],
    batchSize = 500,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    const runner = this.createRunner(statement.name);
    let ended: (() => void) | undefined;
    const done = this.track(new Promise<void>((resolve) => (ended = resolve)));
    let failure: unknown;
    try {
      const client = (await runner.connect()) as ClientBase;
      yield* cursorBatches<Row>(client, statement, values, batchSize);
    } catch (error) {
      failure = error;
      const described = describeFailure(error, statement.name);
      logFailure(this.logger, described);
      throw described;
    } finally {
      await this.giveBack(runner, failure);
      ended?.();
      await done;
    }
  }

  /** True when a statement was answered within `timeoutMs`. Never throws, for the use in health checks. */
  async ping(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, timeoutMs, false)));
    const answer = this.run(PING).then(
      () => true,
      () => false,
    );
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  /**
   * True when the server's disk was full a moment ago. Such a server answers a ping, but refuses to store data. The
   * state ends after a time and not at the next successful statement, because reads succeed on a full disk.
   */
  get diskFull(): boolean {
    return performance.now() - this.diskFullAt < DISK_FULL_MS;
  }

  /** Opens a separate connection beside the pool. The caller closes it. */
  async openSession(purpose: string): Promise<DedicatedSession> {
    return DedicatedSession.open({ ...this.settings, applicationName: `${this.settings.applicationName} ${purpose}` });
  }

  /** Waits for running work for a limited time, then closes every connection. Safe to call twice. */
  close(): Promise<void> {
    this.closing ??= this.drainAndClose();
    return this.closing;
  }

  private async drainAndClose(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, DRAIN_MS)));
    await Promise.race([Promise.allSettled(this.inFlight), tooLong]).finally(() => clearTimeout(timer));
    await this.dataSource.destroy();
  }

  private async withConnection<Result>(doing: string, work: ConnectionWork<Result>): Promise<Result> {
    return this.track(this.borrow(doing, work));
  }

  private async borrow<Result>(doing: string, work: ConnectionWork<Result>): Promise<Result> {
    const runner = this.createRunner(doing);
    let failure: unknown;
    try {
      return await work((await runner.connect()) as ClientBase);
    } catch (error) {
      failure = error;
      const described = describeFailure(error, doing);
      if (described instanceof DatabaseUnavailable && described.code === DISK_FULL) this.diskFullAt = performance.now();
      logFailure(this.logger, described);
      throw described;
    } finally {
      await this.giveBack(runner, failure);
    }
  }

  private createRunner(doing: string): QueryRunner {
    if (this.dataSource.isInitialized) return this.dataSource.createQueryRunner();
    const error = new DatabaseUnavailable('CONNECTION_LOST', doing);
    logFailure(this.logger, error);
    throw error;
  }

  /**
   * Returns a connection to the pool. A connection in an unknown state is ended first, so the pool drops it instead of
   * lending it again.
   */
  private async giveBack(runner: QueryRunner, failure: unknown): Promise<void> {
    const unusable = failure !== undefined && (isConnectionFailure(failure) || STALE_STATEMENT.has(sqlStateOf(failure) ?? ''));
    if (unusable && !runner.isReleased) {
      const client: ClientBase | undefined = await runner.connect().catch(() => undefined);
      if (client !== undefined) end(client);
    }
    await runner.release();
  }

  private track<Result>(work: Promise<Result>): Promise<Result> {
    this.inFlight.add(work);
    const forget = (): void => void this.inFlight.delete(work);
    work.then(forget, forget);
    return work;
  }
}

/**
 * Ends a client without awaiting it, because a server that no longer answers would delay the caller. The pool drops an
 * ending client.
 */
function end(client: ClientBase): void {
  void (client as ClientBase & { end(): Promise<void> }).end().catch(() => undefined);
}

function dataSourceOptions(settings: DatabaseSettings): ConstructorParameters<typeof DataSource>[0] {
  return {
    type: 'postgres',
    schema: settings.schema,
    poolSize: settings.poolSize,
    applicationName: settings.applicationName,
    logger: silentLogger,
    // TypeORM would otherwise try to create extensions, which this role may not do.
    installExtensions: false,
    synchronize: false,
    extra: {
      ...connectionConfig(settings, settings.readOnly ? { default_transaction_read_only: 'on' } : {}),
      // Sends a transaction's unawaited statements at once. Awaited statements are not affected.
      pipeline: true,
    },
    poolErrorHandler: (error: Error & { code?: string }) => settings.logger?.warn('database.connection-lost', { code: error.code ?? 'CONNECTION_LOST' }),
  };
}
