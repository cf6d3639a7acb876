import type { ClockPolicy } from '#libs/agreements';
import type { Topics } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import type { Database } from '#libs/persistence';

import { advance } from '../clocks/advance.js';
import { mayCall } from '../repositories/rebuild.repository.js';
import { loadRecords } from '../repositories/referral-record.repository.js';
import { claimDue, saveAdvanced } from '../repositories/referral.repository.js';

const BATCH = 200;

export interface ScanSummary {
  readonly referrals: number;
  readonly notices: number;
}

/**
 * Sends the notices that are due before `now`, once each. A referral's notices, their messages and the time of its next notice are
 * committed together. Any number of copies may scan at once, because one of them works on each referral.
 *
 * @param now by `exchange_now()`. The caller has folded every fact of before that time.
 */
export async function scanDue(database: Database, topics: Topics, policy: ClockPolicy, now: string, batch = BATCH): Promise<ScanSummary> {
  let referrals = 0;
  let notices = 0;
  for (;;) {
    const done = await database.transaction(async (transaction) => {
      if (!(await mayCall(transaction))) return { claimed: 0, sent: 0 };
      const ids = await claimDue(transaction, now, batch);
      if (ids.length === 0) return { claimed: 0, sent: 0 };
      crashPoint('watch.after-claim');
      const records = await loadRecords(transaction, ids);
      const advanced = records.map((record) => [record.referralId, advance(record, policy, { topics, now })] as const);
      saveAdvanced(transaction, advanced);
      crashPoint('watch.before-commit');
      return { claimed: ids.length, sent: advanced.reduce((sum, [, each]) => sum + each.notices.length, 0) };
    });
    referrals += done.claimed;
    notices += done.sent;
    if (done.claimed < batch) return { referrals, notices };
  }
}
