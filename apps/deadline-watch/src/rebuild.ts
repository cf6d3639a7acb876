import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import { deadlineWatchRebuildSettings, kafkaOf } from '#libs/config';
import { Topics } from '#libs/contracts';
import { APP_EXIT_CODES, readSettingsOrExit, StartupError } from '#libs/http-api';
import { Database, DatabaseUnavailable, onlyOne, StatementError } from '#libs/persistence';

import { rebuildClocks } from './rebuild/rebuild-clocks.js';

// Makes the clocks again from the start of the topics, with the watch's own environment.

const PROGRESS_EVERY_MS = 5_000;

const settings = readSettingsOrExit(deadlineWatchRebuildSettings);
const { databaseUrl: url, databaseSchema: schema, topicPrefix, partnershipFile } = settings;
try {
  const partnership = await readPartnership(partnershipFile);
  if (!partnership.ok) throw new StartupError('the partnership is not usable; the watch prints the reason when it is started.');
  const database = await Database.open({ url, schema, poolSize: 2, applicationName: 'deadline-watch rebuild' });
  try {
    const began = performance.now();
    let reportedAt = began;
    const perSecond = (count: number): number => Math.round((count * 1_000) / Math.max(1, performance.now() - began));
    const done = await onlyOne(database, 'rebuild', () => rebuildClocks({
      database, kafka: kafkaOf(settings), topics: new Topics(topicPrefix), agencies: agencyTopicsOf(partnership.value), policy: clockPolicyOf(partnership.value),
      onProgress: (count, left) => {
        if (performance.now() - reportedAt < PROGRESS_EVERY_MS) return;
        reportedAt = performance.now();
        process.stderr.write(`${count} messages, ${left} to go, ${perSecond(count)} a second\n`);
      },
    }));
    if (done === undefined) throw new StartupError('a rebuild of these clocks runs already; wait until it has ended.');
    const { result: { messages, skipped } } = done;
    process.stderr.write(`${messages} messages, ${perSecond(messages)} a second: done\n`);
    if (skipped > 0) process.stderr.write(`${skipped} statements skipped, because the publication of their referral has left the topic\n`);
    const ms = Math.round(performance.now() - began);
    process.stdout.write(`${JSON.stringify({ schema, messages, skipped, ms, messagesPerSecond: perSecond(messages) })}\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const known = error instanceof DatabaseUnavailable || error instanceof StatementError || error instanceof StartupError;
  process.stderr.write(`deadline-watch rebuild failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
  process.exitCode = APP_EXIT_CODES.failed;
}
