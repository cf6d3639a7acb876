import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type BeforeApplicationShutdown, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { testPostgresUrl } from '#libs/testing';
import { TemporaryDatabase } from '../test-support/temporary-schema.js';
import { Database } from './database.js';
import { DatabaseModule } from './database.module.js';

const pings: boolean[] = [];

/** Stands for a consumer: its last batch is written while the app shuts down. */
@Injectable()
class LateWriter implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(@Inject(Database) readonly database: Database) {}

  async beforeApplicationShutdown(): Promise<void> {
    pings.push(await this.database.ping(1_000));
  }

  async onApplicationShutdown(): Promise<void> {
    pings.push(await this.database.ping(1_000));
  }
}

@Module({ providers: [LateWriter] })
class ConsumerModule {}

let temporary: TemporaryDatabase;
beforeAll(async () => {
  temporary = await TemporaryDatabase.create(testPostgresUrl());
});
afterAll(async () => temporary.remove());

describe('DatabaseModule', () => {
  it('closes the database after everything that still writes has stopped', async () => {
    const { appUrl: url, schema } = temporary.definition;
    const settings = { url, schema, poolSize: 2, applicationName: schema };

    @Module({ imports: [DatabaseModule.forRootAsync({ useFactory: () => settings }), ConsumerModule] })
    class AppModule {}

    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const database = app.get(Database);
    await app.close();
    expect(pings).toEqual([true, true]);
    expect(await database.ping(1_000)).toBe(false);
  });
});
