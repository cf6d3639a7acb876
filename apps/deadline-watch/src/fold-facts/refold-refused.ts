import type { ClockPolicy } from '#libs/agreements';
import { NIL_UUID } from '#libs/kernel';
import { statement, type Database } from '#libs/persistence';

import { lockReferrals } from '../repositories/referral.repository.js';
import { foldAgain } from './fold-again.js';

const REFUSED = statement(
  'watch-refused',
  'SELECT DISTINCT referral_id FROM clock WHERE refusal IS NOT NULL AND outcome IS NULL AND referral_id > $1::uuid ORDER BY referral_id LIMIT 200',
);

/** Runs at each start, because a clock that no calendar reached may get a due time from a calendar that came with an updated program. */
export async function refoldRefused(database: Database, policy: ClockPolicy): Promise<void> {
  let after: string | undefined = NIL_UUID;
  while (after !== undefined) {
    const page: string = after;
    after = await database.transaction(async (transaction) => {
      const { rows } = await transaction.run<{ referral_id: string }>(REFUSED, [page]);
      const ids = rows.map(({ referral_id: id }) => id);
      if (ids.length > 0) {
        await lockReferrals(transaction, ids);
        await foldAgain(transaction, policy, ids);
      }
      return ids.at(-1);
    });
  }
}
