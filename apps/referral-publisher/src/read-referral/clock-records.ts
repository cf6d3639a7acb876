import type { ClockRecords } from '#libs/agreements';
import type { CorrectedDueTimes, Rung } from '#libs/contracts';

import type { StatedReferral } from './referral-status.repository.js';

/** The rungs of a person that rules name. */
const CLOCK_RUNGS: ReadonlySet<Rung> = new Set(['opened', 'accepted', 'decided']);

/** The records of a referral that decide its clocks. */
export function clockRecords({ sharings, rungs, changes }: Pick<StatedReferral, 'sharings' | 'rungs' | 'changes'>): ClockRecords {
  const made = [...new Map(changes.map((change) => [change.changeId, change])).values()];
  return {
    sharings,
    corrections: made.flatMap(({ changeId, at, details }) => {
      const { due } = details as { readonly due?: readonly CorrectedDueTimes[] };
      return due === undefined ? [] : [{ changeId, at, due }];
    }),
    answers: [
      ...rungs.filter(({ rung, isRepeat }) => CLOCK_RUNGS.has(rung) && !isRepeat)
        .map(({ rung, agency, at, storedAt }) => ({ event: rung, agency, at, ...(storedAt !== null && { storedAt }) })),
      ...made.filter(({ kind }) => kind === 'withdrawal').map(({ at }) => ({ event: 'referral-withdrawn', at })),
    ],
  };
}
