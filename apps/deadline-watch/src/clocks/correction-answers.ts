import type { Happened, KnownCorrection, ReferralFacts } from './fact.js';

/** The answers by which a person has read the content that the agency had at that time. */
const READINGS: ReadonlySet<string> = new Set(['opened', 'accepted']);

/**
 * Whether an answer can be one to the correction that started a clock (`answersAfterCorrection` of the rules). Its acknowledgement is, and
 * that of a later correction, which shows the same content. An opening or an acceptance is one if the changed content had been delivered
 * by then, or the agency was sent the referral only after the correction. Of a clock that no correction started, no acknowledgement of one is an answer.
 *
 * @param corrections the one that started the clock, and those after it; none where no correction started it.
 */
export function canAnswer({ event, agency, at, updateId }: Happened, corrections: readonly KnownCorrection[], facts: ReferralFacts): boolean {
  const isShown = (id: string | undefined): boolean => corrections.some((each) => each.updateId === id);
  if (event === 'correction-acknowledged') return isShown(updateId);
  const [first] = corrections;
  if (first === undefined || !READINGS.has(event)) return true;
  return facts.deliveredChanges.some((change) => change.agency === agency && change.at <= at && isShown(change.updateId))
    || facts.sharings.some((sharing) => sharing.agency === agency && sharing.at >= first.recordedAt);
}
