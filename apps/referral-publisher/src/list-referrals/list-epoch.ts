import { statement, type StatementRunner } from '#libs/persistence';

const BEGIN = statement('publisher-begin-list-epoch', 'SELECT begin_list_epoch()');

/**
 * Makes every cursor of the list of referrals invalid, because a restored database may give the numbers of lost transactions again. Every
 * referral counts as changed now, so that a client who begins again sees them all.
 */
export async function beginListEpoch(runner: StatementRunner): Promise<void> {
  await runner.run(BEGIN);
}
