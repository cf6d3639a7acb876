import type { ClockPolicy } from '#libs/agreements';
import type { Transaction } from '#libs/persistence';

import { workOutClocks } from '../clocks/advance.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';
import { loadRecords } from '../repositories/referral-record.repository.js';
import { saveAdvanced } from '../repositories/referral.repository.js';

/** Works out the clocks of these referrals again from what is stored. The caller holds their locks. */
export async function foldAgain(transaction: Transaction, policy: ClockPolicy, referralIds: readonly string[]): Promise<void> {
  foldRecords(transaction, policy, await loadRecords(transaction, referralIds));
}

/** Works out the clocks of these records, and saves those that have changed. */
export function foldRecords(transaction: Transaction, policy: ClockPolicy, records: readonly ReferralRecord[]): void {
  saveAdvanced(transaction, records.map((record) => [record.referralId, workOutClocks(record, policy)] as const));
}
