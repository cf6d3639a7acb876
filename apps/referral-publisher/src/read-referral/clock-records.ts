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
    corrections: made.filter(({ kind }) => kind === 'correction').map(({ changeId: updateId, at: recordedAt, details }) => {
      const { due = [] } = details as { readonly due?: readonly CorrectedDueTimes[] };
      return { updateId, recordedAt, due, sentTo: changes.flatMap((each) => (each.changeId === updateId && each.agency !== null ? [each.agency] : [])) };
    }),
    deliveredChanges: changes.flatMap(({ changeId: updateId, agency, deliveredAt: at }) => (agency === null || at === null ? [] : [{ updateId, agency, at }])),
    answers: [
      ...rungs.filter(({ rung, isRepeat }) => CLOCK_RUNGS.has(rung) && !isRepeat)
        .map(({ rung, agency, at, storedAt }) => ({ event: rung, agency, at, ...(storedAt !== null && { storedAt }) })),
      ...changes.flatMap(({ changeId: updateId, kind, agency, acknowledgedAt: at }) =>
        (kind !== 'correction' || agency === null || at === null ? [] : [{ event: 'correction-acknowledged', updateId, agency, at }])),
      ...made.filter(({ kind }) => kind === 'withdrawal').map(({ at }) => ({ event: 'referral-withdrawn', at })),
    ],
  };
}
