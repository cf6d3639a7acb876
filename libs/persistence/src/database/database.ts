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
  /** Connections at most; each costs the server some 10 MB. */
  readonly poolSize: number;
  /** The app's own migrations: {@link Database.open} refuses a schema that they did not make. */
  readonly migrations?: readonly Migration[];
  /** Every transaction is read-only unless it says otherwise: for roles that only read, on top of their rights. */
  readonly readOnly?: boolean;
  /** How long {@link Database.open} keeps trying while the server is away; by default it fails at once. */
  readonly waitForMs?: number;
}

const PING = statement('database-ping', 'SELECT 1');
const APPLIED = statement('database-applied-migrations', 'SELECT name, digest FROM migration_digest');
/** There is no such table, or this role may not read it yet: no migration of this version has come to its end. */
const NOT_MIGRATED = new Set(['42P01', '42501']);
const RETRY_OPEN_MS = 250;
const DISK_FULL = '53100';
/** Long enough for a health check to see it, short enough to try again soon after space has been made. */
const DISK_FULL_MS = 15_000;
/** How long {@link Database.close} lets work finish that has already begun. */
const DRAIN_MS = 10_000;
/** A prepared statement whose plan no longer fits (a migration ran) or is gone (a pooler in between): start afresh. */
const STALE_STATEMENT = new Set(['0A000', '26000']);

type ConnectionWork<Result> = (client: ClientBase) => Promise<Result>;

/** The only owner of connections to PostgreSQL: one per app, in that app's schema, with its least-privilege role. */
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
   * @throws DatabaseUnavailable when the server cannot be reached within `waitForMs`; StatementError when it refuses
   * the role, the password or the database; OtherSchemaVersion when the schema is not the one of `migrations`; Error when
   * the URL is not one.
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

  /** Begins a SELECT whose conditions depend on the request; run it as a `preparedQuery`. */
  select(): SelectQuery {
    return this.dataSource.createQueryBuilder();
  }

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    return this.withConnection(statement.name, (client) => runOn<Row>(client, statement, values));
  }

  /** Commits when `work` resolves; rolls back and rethrows when it throws. @throws DatabaseUnavailable | StatementError */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.withConnection('transaction', async (client) => {
      // Waited for: a statement that came before a BEGIN which fails would be a transaction of its own.
      await client.query('BEGIN');
      const transaction = new Transaction(client);
      try {
        const result = await work(transaction);
        await transaction.commit();
        return result;
      } catch (error) {
        const cause = await transaction.causeOf(error);
        // When even the rollback fails, ending the connection rolls back as well; the first error is the one to report.
        if (!isConnectionFailure(cause)) await client.query('ROLLBACK').catch(() => end(client));
        throw cause;
      }
    });
  }

  /**
   * Rows in batches from a server-side cursor, for exports of any length. Leaving the loop early gives the connection
   * back. Each stream occupies one connection of the pool while it lasts.
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

  /** True when a statement went to the server and back in time. Never throws: for health checks. */
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
   * True while the server's disk was full a moment ago: it answers a ping, and would refuse whatever is to be stored. By
   * time and not by the next success, because reading goes on working.
   */
  get diskFull(): boolean {
    return performance.now() - this.diskFullAt < DISK_FULL_MS;
  }

  /** A connection of its own beside the pool; the caller closes it. */
  async openSession(purpose: string): Promise<DedicatedSession> {
    return DedicatedSession.open({ ...this.settings, applicationName: `${this.settings.applicationName} ${purpose}` });
  }

  /** Lets running work finish for a while, then closes every connection. Safe to call twice. */
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

  /** A connection whose state is unknown is ended first: the pool then drops it instead of lending it to the next one. */
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

/** Not awaited: a server that no longer answers would hold up the caller. The pool drops a client that is ending. */
function end(client: ClientBase): void {
  void (client as ClientBase & { end(): Promise<void> }).end().catch(() => undefined);
}

function dataSourceOptions(settings: DatabaseSettings): ConstructorParameters<typeof DataSource>[0] {
  return {
    type: 'postgres',
    url: settings.url,
    schema: settings.schema,
    poolSize: settings.poolSize,
    applicationName: settings.applicationName,
    logger: silentLogger,
    // TypeORM would try to create extensions, which this role may not.
    installExtensions: false,
    synchronize: false,
    extra: {
      ...connectionConfig(settings, settings.readOnly ? { default_transaction_read_only: 'on' } : {}),
      // What a transaction sends without waiting goes out at once. Statements that are waited for are not affected.
      pipeline: true,
    },
    poolErrorHandler: (error: Error & { code?: string }) => settings.logger?.warn('database.connection-lost', { code: error.code ?? 'CONNECTION_LOST' }),
  };
}
