import type { AnswerGiven } from './counting-answers.js';

/** A correction, and the agencies that were sent it. */
export interface KnownCorrection {
  readonly updateId: string;
  readonly recordedAt: string;
  readonly sentTo: readonly string[];
}

/** The delivery of a change to an agency: its people see the changed content from then on. */
export interface DeliveredChange {
  readonly agency: string;
  readonly updateId: string;
  readonly at: string;
}

/** When agencies received the referral, and what was changed in it. */
export interface ContentShown {
  readonly deliveredChanges: readonly DeliveredChange[];
  readonly sharings: readonly { readonly agency: string; readonly at: string }[];
}

/** The answers by which a person has read the content that the agency had at that time. */
const READINGS: ReadonlySet<string> = new Set(['opened', 'accepted']);

/**
 * The corrections whose acknowledgement can be an answer to a clock of an agency: the one that started it and those after it.
 *
 * @param first the correction that started the clock; undefined where another event did.
 * @returns undefined where no correction that the agency was sent started it.
 */
export function correctionsFrom(first: KnownCorrection | undefined, agency: string, corrections: readonly KnownCorrection[]): readonly KnownCorrection[] | undefined {
  return first?.sentTo.includes(agency) === true ? corrections.filter(({ recordedAt }) => recordedAt >= first.recordedAt) : undefined;
}

/**
 * Whether an answer can be one to the correction that started a clock (`answersAfterCorrection` of the rules). Its acknowledgement is, and
 * that of a later correction, which shows the same content. An opening or an acceptance is one if the changed content had been delivered
 * by then, or the agency was sent the referral only after the correction. Of a clock that no correction started, no acknowledgement of one is an answer.
 *
 * @param corrections the one that started the clock, and those after it; none where no correction started it.
 */
export function canAnswer({ event, agency, at, updateId }: AnswerGiven, corrections: readonly KnownCorrection[], { deliveredChanges, sharings }: ContentShown): boolean {
  const isShown = (id: string | undefined): boolean => corrections.some((each) => each.updateId === id);
  if (event === 'correction-acknowledged') return isShown(updateId);
  const [first] = corrections;
  if (first === undefined || !READINGS.has(event)) return true;
  return deliveredChanges.some((change) => change.agency === agency && change.at <= at && isShown(change.updateId))
    || sharings.some((sharing) => sharing.agency === agency && sharing.at >= first.recordedAt);
}
