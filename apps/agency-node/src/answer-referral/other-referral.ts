import { statement } from '#libs/persistence';

import type { StepCheck } from '../ladder/take-step.js';

const HELD = statement('node-holds-referral', 'SELECT 1 FROM referral WHERE referral_id = $1');

/** Checks the referral that a refusal as a duplicate names: another one, and one that this agency has received. */
export function checkOtherReferral(reason: string, duplicateOf: string | undefined): StepCheck {
  return async (transaction, { referralId }) => {
    if (duplicateOf === undefined) return null;
    const problem = { code: 'ACK-021', pointer: '/duplicateOf' } as const;
    if (reason !== 'duplicate') return { ...problem, message: 'Only the reason duplicate names another referral. Leave duplicateOf out, or give that reason.' };
    if (duplicateOf === referralId) return { ...problem, message: 'A referral is no duplicate of itself. Name the other referral.' };
    const { count } = await transaction.run(HELD, [duplicateOf]);
    return count > 0 ? null : { ...problem, message: 'This agency has not received that referral. Take its id from GET /v1/inbox, or leave duplicateOf out.' };
  };
}
