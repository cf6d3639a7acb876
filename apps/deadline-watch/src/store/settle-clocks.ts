import type { ClockPolicy } from '#libs/agreements';
import type { Transaction } from '#libs/persistence';

import { settle } from '../clocks/advance.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';
import { loadRecords } from './referral-records.js';
import { saveAdvanced } from './referral-store.js';

/** Works out the clocks of these referrals again from what is stored. The caller holds their locks. */
export async function settleClocks(transaction: Transaction, policy: ClockPolicy, referralIds: readonly string[]): Promise<void> {
  settleRecords(transaction, policy, await loadRecords(transaction, referralIds));
}

/** Works out the clocks of these records, and saves those that have changed. */
export function settleRecords(transaction: Transaction, policy: ClockPolicy, records: readonly ReferralRecord[]): void {
  saveAdvanced(transaction, records.map((record) => [record.referralId, settle(record, policy)] as const));
}
