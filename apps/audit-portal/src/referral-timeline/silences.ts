import type { AuditSilence, Awaited } from '#libs/contracts';
import { byKey } from '#libs/kernel';

import { ageOf } from '../ageing/age.js';
import type { RecipientRow } from './recipient-row.js';
import type { UpdateRow } from './referral-changes.js';

/**
 * The expected events that are missing, the longest silence first. A silence is a fact, so it is listed like an event.
 *
 * @param asOf the database's clock, ISO 8601.
 */
export function silencesOf(recipients: readonly RecipientRow[], updates: readonly UpdateRow[], asOf: string): AuditSilence[] {
  const answers = recipients.flatMap((recipient) => {
    const { agency, highest_rung: highestRung } = recipient;
    return silencesOfAgency(recipient).map((silence) => ({ agency, ...silence, ...ageOf(silence.since, asOf), ...(highestRung !== null && { highestRung }) }));
  });
  // A correction has to be acknowledged even where no answer is expected any more, because the agency holds the wrong content.
  const corrections = updates.flatMap(({ update_id: updateId, agency, awaiting: since }): AuditSilence[] =>
    since === null ? [] : [{ agency, awaits: 'correction', since, ...ageOf(since, asOf), updateId }],
  );
  return [...answers, ...corrections].toSorted(byKey(({ since }) => since, ({ agency }) => agency));
}

type Silence = Pick<AuditSilence, 'since' | 'children'> & { readonly awaits: Awaited };

/** An agency that has one child may have lost another, whom no agency has. */
function silencesOfAgency(recipient: RecipientRow): readonly Silence[] {
  // No answer is expected after the referral is withdrawn.
  if (recipient.withdrawn_at !== null) return [];
  const { no_holder_since: since, no_holder_children: children, answer } = recipient;
  if (since === null) return [silenceOf(recipient)].flatMap((silence) => silence ?? []);
  const holder: Silence = { awaits: 'holder', since, ...(children !== null && { children }) };
  const other = answer === 'accepted' ? silenceOf({ ...recipient, awaiting_since: null }) : null;
  return other === null ? [holder] : [holder, other];
}

function silenceOf(recipient: RecipientRow): Silence | null {
  const { awaiting_since: awaitingSince, answer, accepted_at: accepted, redirected_at: redirected } = recipient;
  if (awaitingSince !== null) return { awaits: recipient.ended_at === null ? 'response' : 'handover', since: awaitingSince };
  // The successor has the work of an agency that has ended.
  if (recipient.onward === 'handed-over') return null;
  if (answer === 'accepted' && accepted !== null && mustDecide(recipient)) return { awaits: 'decision', since: accepted };
  if (answer === 'redirected' && redirected !== null && recipient.onward === null) return { awaits: 'forwarding', since: redirected };
  return null;
}

function mustDecide({ expectation, decided_at: decided }: RecipientRow): boolean {
  return expectation === 'acknowledge-and-decide' && decided === null;
}
