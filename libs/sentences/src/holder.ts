import { HOLDER_STATES, type AuditSilence, type Awaited, type ReferralHolder } from '#libs/contracts';

import { RUNG_STATES, textOf } from './codes.js';
import { readableAge, type Times } from './times.js';

/** Who has the child, in one line. Where each child has a holder of its own, the line names the children, those without an agency first. */
export function holderSentence({ children, ...holder }: ReferralHolder, times: Times): string {
  if (children === undefined) return sentenceOf(holder, times);
  const inOrder = HOLDER_STATES.toReversed().flatMap((state) => children.filter((child) => child.state === state));
  return inOrder.map(({ childId, ...own }) => `${sentenceOf(own, times)} (child ${childId})`).join('; ');
}

function sentenceOf({ state, since, agencies }: Omit<ReferralHolder, 'children'>, times: Times): string {
  if (state === 'no-holder') return `NO AGENCY HAS THE CHILD since ${times.at(since)}`;
  return state === 'held' ? `The child is with ${agencies.join(' and ')} since ${times.at(since)}` : `Waiting since ${times.at(since)} for the answer of ${agencies.join(', ')}`;
}

/** What is awaited, as words of a table. */
export const AWAITED_TEXTS: Readonly<Record<Awaited, string>> = {
  response: 'an answer',
  decision: 'a decision',
  forwarding: 'the forwarding of its redirect',
  correction: 'the acknowledgement of a correction',
  holder: 'NO AGENCY HAS THE CHILD',
  handover: 'the handover to its successor',
};

const SILENCES: Readonly<Record<Awaited, string>> = {
  response: 'has not answered',
  decision: 'has accepted and not decided',
  forwarding: 'has redirected it, and it has not been forwarded',
  correction: 'has not acknowledged a correction',
  holder: 'was asked to take the child, whom no agency has',
  handover: 'has ended without an answer, and its successor has not been sent the referral',
};

/** "northshire-csc has not answered for 3 d 16 h (since …); it got as far as delivered". */
export function silenceSentence({ agency, awaits, since, ageMinutes, highestRung, updateId, children = [] }: AuditSilence, times: Times): string {
  const reached = highestRung === undefined || awaits !== 'response' ? '' : `; it got as far as: ${RUNG_STATES[highestRung]}`;
  const correction = updateId === undefined ? '' : ` (correction ${updateId})`;
  const about = children.length === 0 ? '' : ` (child ${children.join(', ')})`;
  return `${agency} ${textOf(SILENCES, awaits)}${correction}${about} for ${readableAge(ageMinutes)} (since ${times.at(since)})${reached}`;
}
