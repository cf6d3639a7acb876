import { auditRecorderSettings } from '#libs/config';
import { EXIT_CODES, readSettingsOrExit } from '#libs/http-api';
import { Database, DatabaseUnavailable, StatementError } from '#libs/persistence';

import { rebuildProjections } from './rebuild-projections/rebuild-projections.js';

/**
 * Makes the projections again from the event log, with the recorder's own environment. Running recorders wait meanwhile
 * and lose nothing: Kafka keeps what they have not taken.
 */
const PROGRESS_EVERY = 100_000;

const { databaseUrl: url, databaseSchema: schema } = readSettingsOrExit(auditRecorderSettings);
try {
  const database = await Database.open({ url, schema, poolSize: 1, applicationName: 'audit-recorder rebuild' });
  try {
    let reported = 0;
    const began = performance.now();
    const events = await rebuildProjections(database, {
      onProgress: (count) => {
        if (count - reported < PROGRESS_EVERY) return;
        reported = count;
        process.stderr.write(`${count} events\n`);
      },
    });
    process.stdout.write(`${JSON.stringify({ schema, events, ms: Math.round(performance.now() - began) })}\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const known = error instanceof DatabaseUnavailable || error instanceof StatementError;
  process.stderr.write(`audit-recorder rebuild failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
  process.exitCode = EXIT_CODES.failed;
}
