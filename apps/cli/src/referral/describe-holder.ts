import type { ReferralHolder } from '#libs/contracts';

import { readableTime } from '../terminal/time.js';

/** The states of a holder as notices name them. */
export const HOLDERS: ReadonlyMap<string, string> = new Map([
  ['no-holder', 'no agency has the child'], ['held', 'an agency has the child'], ['awaiting', 'another agency is asked to take the child'],
]);

/** Who has the child, in one line. */
export function holderLine({ state, since, agencies }: ReferralHolder): string {
  const at = readableTime(since) ?? '';
  if (state === 'no-holder') return `NO AGENCY HAS THE CHILD since ${at}`;
  return state === 'held' ? `The child is with ${agencies.join(' and ')} since ${at}` : `Waiting since ${at} for the answer of ${agencies.join(', ')}`;
}
