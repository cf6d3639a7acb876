import type { AuditSilence, Awaited } from '#libs/contracts';

import { ageOf } from '../ageing/age.js';
import type { RecipientRow } from './recipient-row.js';

/**
 * What should have followed and has not, the longest silence first. Silence is a fact: it is listed like an event.
 *
 * @param asOf the database's clock, ISO 8601.
 */
export function silencesOf(recipients: readonly RecipientRow[], asOf: string): AuditSilence[] {
  return recipients
    .flatMap((recipient) => {
      const silence = silenceOf(recipient);
      if (silence === null) return [];
      const { agency, standing } = recipient;
      return [{ agency, ...silence, ...ageOf(silence.since, asOf), ...(standing !== null && { standing }) }];
    })
    .toSorted((left, right) => (left.since === right.since ? (left.agency < right.agency ? -1 : 1) : left.since < right.since ? -1 : 1));
}

function silenceOf(recipient: RecipientRow): { readonly awaits: Awaited; readonly since: string } | null {
  const { awaiting_since: unanswered, answer, accepted_at: accepted, redirected_at: redirected } = recipient;
  if (unanswered !== null) return { awaits: 'response', since: unanswered };
  if (answer === 'accepted' && accepted !== null && mustDecide(recipient)) return { awaits: 'decision', since: accepted };
  if (answer === 'redirected' && redirected !== null && recipient.onward === null) return { awaits: 'forwarding', since: redirected };
  return null;
}

function mustDecide({ expectation, decided_at: decided }: RecipientRow): boolean {
  return expectation === 'acknowledge-and-decide' && decided === null;
}
