import { loadSettings, testModeSettings, type SettingsSchema } from '#libs/config';
import { APP_EXIT_CODES, readSettingsOrExit } from '#libs/http-api';
import { DatabaseUnavailable, migrateSchema, OtherSchemaVersion, StatementError, type SchemaDefinition } from '#libs/persistence';

/**
 * Runs an app's `migrate.ts`: brings its schema up to date. It writes progress to standard error, and a summary as one
 * JSON line to standard output. It is safe to repeat and to run twice at once.
 */
export async function runMigrate<Settings extends object>(
  schema: SettingsSchema<Settings>,
  definition: (settings: Readonly<Settings>) => SchemaDefinition,
): Promise<void> {
  const settings = readSettingsOrExit(schema);
  try {
    const test = loadSettings(testModeSettings);
    const movableClock = test.ok && test.value.mode === 'test';
    const summary = await migrateSchema({ ...definition(settings), movableClock }, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${JSON.stringify(summary)}\n`);
  } catch (error) {
    const isOther = error instanceof OtherSchemaVersion;
    const known = isOther || error instanceof DatabaseUnavailable || error instanceof StatementError;
    process.stderr.write(`${schema.program} failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
    process.exitCode = isOther ? APP_EXIT_CODES.otherSchemaVersion : APP_EXIT_CODES.failed;
  }
}
