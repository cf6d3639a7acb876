import { Global, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';

import { ShutdownSequence } from '#libs/http-api';
import { HealthRegistry, Logger } from '#libs/observability';
import { Database, type DatabaseSettings } from '#libs/persistence';

/** The database part of every server's settings. */
interface AppDatabaseSettings {
  readonly databaseUrl: string;
  readonly databaseSchema: string;
  readonly databasePoolSize: number;
}

/** Milliseconds that a server waits at its start for a database that is starting at the same time. */
const WAIT_AT_START_MS = 30_000;
const PING_MS = 1_500;

/** Readiness requires the database, because an app can do nothing without it. */
@Injectable()
class DatabaseLifecycle {
  constructor(
    @Inject(Database) database: Database,
    @Inject(HealthRegistry) health: HealthRegistry,
    @Inject(ShutdownSequence) shutdown: ShutdownSequence,
  ) {
    health.register('database', async () => {
      if (!(await database.ping(PING_MS))) return { healthy: false, reason: 'unreachable' };
      return database.diskFull ? { healthy: false, reason: 'disk-full' } : { healthy: true };
    });
    shutdown.add('database', 'database', () => database.close());
  }
}

/**
 * An app either owns the schema that its migrations make, and starts on no other schema, or reads the schema of another
 * app.
 */
type SchemaUse = Required<Pick<DatabaseSettings, 'migrations'>> | { readonly readOnly: true };

/** Gives every module the app's one {@link Database}, already open, and adds it to health and shutdown. */
@Global()
@Module({})
export class DatabaseModule {
  static with(name: string, settings: AppDatabaseSettings, use: SchemaUse): DynamicModule {
    const database = {
      provide: Database,
      inject: [Logger],
      useFactory: (logger: Logger): Promise<Database> => Database.open({
        url: settings.databaseUrl,
        schema: settings.databaseSchema,
        poolSize: settings.databasePoolSize,
        applicationName: name,
        waitForMs: WAIT_AT_START_MS,
        logger,
        ...use,
      }),
    };
    return { module: DatabaseModule, providers: [database, DatabaseLifecycle], exports: [Database] };
  }
}
