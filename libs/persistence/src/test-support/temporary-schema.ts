import { randomBytes } from 'node:crypto';
import { dropSchema } from '#libs/testing';
import { Database, type DatabaseSettings } from '../database/database.js';
import type { Grant } from '../migrations/grants.js';
import { migrateSchema, type SchemaDefinition } from '../migrations/migrate.js';
import type { Migration } from '../migrations/migration.js';
import { OUTBOX_GRANTS, outboxTables } from '../outbox/tables.js';

/** The URL of another log-in on the same server. */
export function urlFor(adminUrl: string, role: string, password = randomBytes(12).toString('hex')): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

/** A separate schema with separate roles for one test file, so that files can run at the same time. */
export function temporaryDefinition(
  adminUrl: string,
  migrations: readonly Migration[],
  grants: readonly Grant[],
): SchemaDefinition {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  return { adminUrl, appUrl: urlFor(adminUrl, `${schema}_app`), schema, migrations, grants };
}

export const OUTBOX: Migration = {
  name: 'Outbox1700000000000',
  statements: [
    outboxTables(), 'CREATE TABLE note (id int PRIMARY KEY, body text, born date, size bigint, content bytea, at timestamptz)',
  ],
};

/** A migrated schema with an outbox and one data table, opened with its app's role. */
export class TemporaryDatabase {
  private readonly opened: Database[] = [];

  private constructor(readonly definition: SchemaDefinition) {}

  static async create(adminUrl: string): Promise<TemporaryDatabase> {
    const grants: readonly Grant[] = [...OUTBOX_GRANTS, { table: 'note', rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] }];
    const temporary = new TemporaryDatabase(temporaryDefinition(adminUrl, [OUTBOX], grants));
    await migrateSchema(temporary.definition);
    return temporary;
  }

  async open(settings: Partial<DatabaseSettings> = {}): Promise<Database> {
    const { appUrl: url, schema } = this.definition;
    const database = await Database.open({ url, schema, poolSize: 4, applicationName: schema, ...settings });
    this.opened.push(database);
    return database;
  }

  async remove(): Promise<void> {
    for (const database of this.opened) await database.close();
    await dropSchema(this.definition);
  }
}
