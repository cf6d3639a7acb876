import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { kafkaOf, publisherRebuildSettings } from '#libs/config';
import { Topics } from '#libs/contracts';
import { APP_EXIT_CODES, readSettingsOrExit, StartupError } from '#libs/http-api';
import { Database, DatabaseUnavailable, onlyOne, StatementError } from '#libs/persistence';

import { beginListEpoch } from './list-referrals/list-epoch.js';
import { restoreCopies } from './restore-copies/restore-copies.js';

// After the database was restored from a backup: adds what the lifecycle topic names and the backup lacks, and names what is lost. With the
// publisher's own environment.

const settings = readSettingsOrExit(publisherRebuildSettings);
const { databaseUrl: url, databaseSchema: schema, topicPrefix, partnershipFile } = settings;
try {
  const partnership = await readPartnership(partnershipFile);
  if (!partnership.ok) throw new StartupError('the partnership is not usable; the publisher prints the reason when it is started.');
  const database = await Database.open({ url, schema, poolSize: 1, applicationName: 'referral-publisher rebuild' });
  try {
    const done = await onlyOne(database, 'rebuild', async () => {
      await beginListEpoch(database);
      return restoreCopies({ database, kafka: kafkaOf(settings), topics: new Topics(topicPrefix), agencies: agencyTopicsOf(partnership.value) });
    });
    if (done === undefined) throw new StartupError('a rebuild of this publisher runs already; wait until it has ended.');
    const { result } = done;
    const { messages, copies, recipients, withdrawals, lostReferrals, lostChanges } = result;
    process.stderr.write(`${messages} messages: ${copies} copies, ${recipients} later recipients and ${withdrawals} withdrawals were missing and are added\n`);
    for (const referralId of lostReferrals) process.stderr.write(`referral ${referralId} is lost here: its force has to publish it again\n`);
    for (const { referralId, operation } of lostChanges) process.stderr.write(`${operation} of referral ${referralId} is lost here: its force has to record it again\n`);
    process.stdout.write(`${JSON.stringify({ schema, ...result })}\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  const known = error instanceof DatabaseUnavailable || error instanceof StatementError || error instanceof StartupError;
  process.stderr.write(`referral-publisher rebuild failed: ${known ? error.message : error instanceof Error ? error.stack : 'unknown'}\n`);
  process.exitCode = APP_EXIT_CODES.failed;
}
