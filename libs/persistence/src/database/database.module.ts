import {
  type DynamicModule, Inject, Injectable, type InjectionToken, Module, type ModuleMetadata, type OnApplicationShutdown,
} from '@nestjs/common';
import { Database, type DatabaseSettings } from './database.js';

/**
 * Closes the database in Nest's last phase, when HTTP and the consumers no longer take work. A global module is the
 * last of that phase; what still needs the database then (the relay) is stopped by {@link Database.beforeClose}.
 */
@Injectable()
class DatabaseLifecycle implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

export interface DatabaseModuleAsyncOptions {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  readonly inject?: readonly InjectionToken[];
  readonly useFactory: (...dependencies: never[]) => DatabaseSettings | Promise<DatabaseSettings>;
}

/** Provides the app's one {@link Database}, open, to every module. */
@Module({})
export class DatabaseModule {
  static forRoot(settings: DatabaseSettings): DynamicModule {
    return DatabaseModule.forRootAsync({ useFactory: () => settings });
  }

  static forRootAsync(options: DatabaseModuleAsyncOptions): DynamicModule {
    const database = {
      provide: Database,
      inject: [...(options.inject ?? [])],
      useFactory: async (...dependencies: never[]): Promise<Database> => Database.open(await options.useFactory(...dependencies)),
    };
    return {
      module: DatabaseModule,
      global: true,
      imports: [...(options.imports ?? [])],
      providers: [database, DatabaseLifecycle],
      exports: [Database],
    };
  }

  /** For a program that opened the database itself, before Nest. Closing it passes to Nest. */
  static forOpen(database: Database): DynamicModule {
    const providers = [{ provide: Database, useValue: database }, DatabaseLifecycle];
    return { module: DatabaseModule, global: true, providers, exports: [Database] };
  }
}
