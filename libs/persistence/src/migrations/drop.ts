import pg from 'pg';
import { parseDatabaseUrl, quoteIdentifier } from '../database/connection.js';
import { describeFailure } from '../database/errors.js';
import type { SchemaDefinition } from './migrate.js';

/**
 * Removes a schema with everything in it, its owner and its log-in roles: the end of a test, or of a demonstration.
 * There is no way back.
 */
export async function dropSchema(definition: Pick<SchemaDefinition, 'adminUrl' | 'appUrl' | 'schema' | 'readers'>): Promise<void> {
  const { adminUrl, appUrl, schema, readers = [] } = definition;
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'exchange-migrate' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
    const roles = [`${schema}_owner`, ...[appUrl, ...readers.map(({ url }) => url)].map((url) => parseDatabaseUrl(url).user)];
    for (const role of roles) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (rowCount) await client.query(`DROP OWNED BY ${quoteIdentifier(role)}; DROP ROLE ${quoteIdentifier(role)}`);
    }
  } catch (error) {
    throw describeFailure(error, `dropping schema ${schema}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
