import type { InboxProgress, StatedRung } from '#libs/contracts';

import type { StepRow } from './step.repository.js';
import type { ReferralProgress } from './take-step.js';

/** The progress for the agency's own people: every rung with its time and person. */
export function inboxProgress({ referralId, rung, receivedAt, steps }: ReferralProgress): InboxProgress {
  return { referralId, rung, rungs: [{ rung: 'delivered', at: receivedAt.toISOString() }, ...steps.map((step) => statedRung(step))] };
}

function statedRung({ rung, occurredAt, person, reasonCode, decision, redirectedTo, feedback, duplicateOf, isRepeat, verdict, verdictCode }: StepRow): StatedRung {
  const codes = Object.entries({ reasonCode, decision, redirectedTo, feedback, duplicateOf }).filter(([, code]) => code !== null);
  return {
    rung, at: occurredAt.toISOString(), by: person, ...(Object.fromEntries(codes) as Partial<StatedRung>), verdict: verdict ?? 'stated',
    ...(isRepeat && { isRepeat }), ...(verdictCode !== null && { code: verdictCode }),
  };
}
