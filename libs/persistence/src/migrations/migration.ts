import type { MigrationInterface, QueryRunner } from 'typeorm';
import { crashPoint, sha256Hex } from '#libs/kernel';

/** SQL that creates or changes the schema of one app. */
export interface Migration {
  /** Ends in a time stamp of 13 digits; migrations run in the order of these. */
  readonly name: string;
  /** Each entry may hold several SQL statements. All entries run in one transaction. */
  readonly statements: readonly string[];
}

/** Records the migrations that made the schema and a digest of their SQL. TypeORM's own table holds names only. */
export const MIGRATION_DIGEST_TABLE = 'CREATE TABLE IF NOT EXISTS migration_digest (name text PRIMARY KEY, digest text NOT NULL)';

export function migrationDigest({ statements }: Migration): string {
  return sha256Hex(JSON.stringify(statements));
}

/** The migration for TypeORM. It has no reverse: a faulty schema is dropped, or a further migration changes it. */
export function typeOrmMigration(migration: Migration): new () => MigrationInterface {
  const { name, statements } = migration;
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
      await runner.query('INSERT INTO migration_digest (name, digest) VALUES ($1, $2)', [name, migrationDigest(migration)]);
      crashPoint('migrate.before-migration-commit');
    }

    down(): Promise<void> {
      throw new Error('no migration is ever reverted');
    }
  };
}
