import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { publisherSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import { APP_EXIT_CODES, readSettingsOrExit, StartupError } from '#libs/http-api';
import { Database, DatabaseUnavailable, onlyOne, StatementError } from '#libs/persistence';

import { restoreCopies } from './restore-copies/restore-copies.js';

// After the database was restored from a backup: adds the copies that the lifecycle topic names and the backup lacks. With the
// publisher's own environment.

const { databaseUrl: url, databaseSchema: schema, kafkaBrokers: brokers, topicPrefix, partnershipFile } = readSettingsOrExit(publisherSettings);
try {
  const partnership = await readPartnership(partnershipFile);
  if (!partnership.ok) throw new StartupError('the partnership is not usable; the publisher prints the reason when it is started.');
  const database = await Database.open({ url, schema, poolSize: 1, applicationName: 'referral-publisher rebuild' });
  try {
    const done = await onlyOne(database, 'rebuild', () =>
      restoreCopies({ database, brokers, topics: new Topics(topicPrefix), agencies: agencyTopicsOf(partnership.value) }));
    if (done === undefined) throw new StartupError('a rebuild of these copies runs already; wait until it has ended.');
    const { result: { messages, copies } } = done;
    process.stderr.write(`${messages} messages: ${copies} copies were missing and are added\n`);
    process.stdout.write(`${JSON.stringify({ schema, messages, copies })}\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const known = error instanceof DatabaseUnavailable || error instanceof StatementError || error instanceof StartupError;
  process.stderr.write(`referral-publisher rebuild failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
  process.exitCode = APP_EXIT_CODES.failed;
}
