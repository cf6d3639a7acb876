import { auditRecorderRebuildSettings } from '#libs/config';
import { APP_EXIT_CODES, readSettingsOrExit, StartupError } from '#libs/http-api';
import { Database, DatabaseUnavailable, onlyOne, StatementError } from '#libs/persistence';

import { VerdictsDiffer } from './rebuild-projections/judge-log.js';
import { rebuildProjections } from './rebuild-projections/rebuild-projections.js';

// Makes the projections again from the event log, with the recorder's own environment, and checks the stored verdicts against it. Running recorders wait and lose no event,
// because Kafka keeps the events that they have not taken. Until the rebuild ends, readers see the old projections.

const PROGRESS_EVERY_MS = 5_000;

const { databaseUrl: url, databaseSchema: schema } = readSettingsOrExit(auditRecorderRebuildSettings);
try {
  const database = await Database.open({ url, schema, poolSize: 1, applicationName: 'audit-recorder rebuild' });
  try {
    const began = performance.now();
    const perSecond = (events: number): number => Math.round((events * 1_000) / Math.max(1, performance.now() - began));
    let reportedAt = began;
    const done = await onlyOne(database, 'rebuild', () => rebuildProjections(database, {
      onProgress: (events) => {
        if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
        reportedAt = performance.now();
        process.stderr.write(`${events} events, ${perSecond(events)} a second\n`);
      },
    }));
    if (done === undefined) throw new StartupError('a rebuild of these projections runs already; wait until it has ended.');
    const { result: events } = done;
    process.stderr.write(`${events} events, ${perSecond(events)} a second: done\n`);
    process.stdout.write(`${JSON.stringify({ schema, events, ms: Math.round(performance.now() - began), eventsPerSecond: perSecond(events) })}\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const known = error instanceof DatabaseUnavailable || error instanceof StatementError || error instanceof StartupError || error instanceof VerdictsDiffer;
  process.stderr.write(`audit-recorder rebuild failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
  process.exitCode = APP_EXIT_CODES.failed;
}
