import { Database, quoteIdentifier, statement, type SchemaDefinition } from '#libs/persistence';

import { uniqueName } from './unique-name.js';

/** Removes a test's schema with everything in it, its owner and its log-in roles. */
export async function dropSchema(definition: Pick<SchemaDefinition, 'adminUrl' | 'appUrl' | 'schema' | 'readers'>): Promise<void> {
  const { adminUrl, appUrl, schema, readers = [] } = definition;
  const database = await Database.open({ url: adminUrl, schema, poolSize: 1, applicationName: 'drop-schema' });
  const run = async (sql: string): Promise<number> => (await database.run(statement(uniqueName('drop'), sql))).count;
  try {
    await run(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
    const roles = [`${schema}_owner`, ...[appUrl, ...readers.map(({ url }) => url)].map((url) => decodeURIComponent(new URL(url).username))];
    for (const role of roles) {
      if ((await run(`SELECT 1 FROM pg_roles WHERE rolname = '${role.replaceAll("'", "''")}'`)) === 0) continue;
      await run(`DROP OWNED BY ${quoteIdentifier(role)}`);
      await run(`DROP ROLE ${quoteIdentifier(role)}`);
    }
  } finally {
    await database.close();
  }
}
