import type { ClientBase } from 'pg';
import { quoteIdentifier } from '../database/connection.js';

type TableRight = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** One declared right. Every undeclared right is revoked. A listed role has USAGE of the schema. */
export type Grant =
  | {
      readonly table: string;
      readonly rights: readonly TableRight[];
      /** Only these columns; all of them by default. */
      readonly columns?: readonly string[];
    }
  | { readonly sequence: string; readonly rights: readonly ('USAGE' | 'SELECT')[] }
  /** With the types of its arguments, as in `advance(uuid, text)`. */
  | { readonly function: string; readonly rights: readonly 'EXECUTE'[] };

export interface Grantee {
  readonly role: string;
  readonly grants: readonly Grant[];
}

/**
 * The roles besides the owner that hold a right on the schema or on an object in it, including roles of an earlier
 * configuration.
 */
const HOLDERS = `
WITH here AS (SELECT oid, nspacl, nspowner FROM pg_namespace WHERE nspname = $1),
acl AS (
  SELECT aclexplode(nspacl) AS held, nspowner AS owner FROM here
  UNION ALL SELECT aclexplode(relacl), relowner FROM pg_class JOIN here ON relnamespace = here.oid
  UNION ALL SELECT aclexplode(attacl), relowner FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid JOIN here ON relnamespace = here.oid
  UNION ALL SELECT aclexplode(proacl), proowner FROM pg_proc JOIN here ON pronamespace = here.oid
)
SELECT DISTINCT (held).grantee::regrole::text AS role FROM acl WHERE (held).grantee NOT IN (owner, 0)`;

/**
 * Runs inside a transaction of the schema's owner. Other sessions see the rights before or after it, but never in
 * between.
 */
export async function applyGrants(client: ClientBase, schema: string, grantees: readonly Grantee[]): Promise<void> {
  const inSchema = quoteIdentifier(schema);
  const { rows } = await client.query<{ role: string }>(HOLDERS, [schema]);
  // regrole has quoted these names where necessary.
  const holders = ['PUBLIC', ...rows.map(({ role }) => role)].join(', ');
  await client.query(`
    REVOKE ALL ON SCHEMA ${inSchema} FROM ${holders};
    REVOKE ALL ON ALL TABLES IN SCHEMA ${inSchema} FROM ${holders};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${inSchema} FROM ${holders};
    REVOKE ALL ON ALL ROUTINES IN SCHEMA ${inSchema} FROM ${holders};`);
  for (const { role, grants } of grantees) {
    const to = quoteIdentifier(role);
    await client.query(`GRANT USAGE ON SCHEMA ${inSchema} TO ${to}`);
    for (const grant of grants) await client.query(`GRANT ${grantSql(inSchema, grant)} TO ${to}`);
  }
}

function grantSql(inSchema: string, grant: Grant): string {
  if ('function' in grant) return `${grant.rights.join(', ')} ON FUNCTION ${inSchema}.${grant.function}`;
  if ('sequence' in grant) return `${grant.rights.join(', ')} ON SEQUENCE ${inSchema}.${quoteIdentifier(grant.sequence)}`;
  const columns = grant.columns ? ` (${grant.columns.map(quoteIdentifier).join(', ')})` : '';
  return `${grant.rights.map((right) => right + columns).join(', ')} ON TABLE ${inSchema}.${quoteIdentifier(grant.table)}`;
}
