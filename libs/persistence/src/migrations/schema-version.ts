import type { Grant } from './grants.js';
import { migrationDigest, type Migration } from './migration.js';

/** This version of the exchange cannot use the schema. The message is one sentence for an operator. */
export class OtherSchemaVersion extends Error {}

/** Lets an app compare the schema with its own migrations when it starts. */
export const MIGRATION_DIGEST_GRANT: Grant = { table: 'migration_digest', rights: ['SELECT'] };

/** The digests of the migrations that made a schema, by name. Null for a schema without migrations. */
export type AppliedMigrations = ReadonlyMap<string, string | null> | null;

/**
 * Refuses a schema that another version made. Before 1.0 a migration is edited in place, so a schema can have another
 * version of the same migration.
 *
 * @throws OtherSchemaVersion where an applied migration is unknown here or was made from other SQL.
 */
export function refuseOtherVersion(schema: string, migrations: readonly Migration[], applied: AppliedMigrations): void {
  const own = new Map(migrations.map((migration) => [migration.name, migrationDigest(migration)]));
  const isOther = [...(applied ?? [])].some(([name, digest]) => own.get(name) !== digest);
  if (isOther) {
    throw new OtherSchemaVersion(
      `Schema ${schema} was made by another version of the exchange and cannot be migrated to this one: drop it with its data, or name another database.`,
    );
  }
}

/**
 * @throws OtherSchemaVersion where the schema lacks a migration of this version, or applied one that was made from other
 * SQL.
 */
export function refuseUnmigrated(schema: string, migrations: readonly Migration[], applied: AppliedMigrations): void {
  const isMissing = migrations.some(({ name }) => applied?.has(name) !== true);
  if (isMissing) throw new OtherSchemaVersion(`Schema ${schema} is not migrated to this version of the exchange: run exchange migrate, then start again.`);
  // Unknown migrations belong to a later version, which is being rolled out.
  const known = new Set(migrations.map(({ name }) => name));
  refuseOtherVersion(schema, migrations, new Map([...(applied ?? [])].filter(([name]) => known.has(name))));
}
