import type { Rung } from '#libs/contracts';

/** The rungs that a referral can have at an agency, lowest first. */
export const INBOX_RUNGS = [
  'delivered', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back',
] as const satisfies readonly Rung[];
export type InboxRung = (typeof INBOX_RUNGS)[number];

export const INBOX_STATES = ['new', 'opened', 'answered', 'all'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** Feedback can follow a refusal as well as a decision, so an agency that has fed back has answered. */
const RUNGS_OF_STATE: Readonly<Record<InboxState, readonly InboxRung[]>> = {
  new: ['delivered'],
  opened: ['opened'],
  answered: ['accepted', 'refused', 'redirected', 'decided', 'fed_back'],
  all: INBOX_RUNGS,
};

/** The rungs that a list shows; none when state and rung exclude each other. */
export function wantedRungs(state: InboxState = 'all', rung?: InboxRung): readonly InboxRung[] {
  return RUNGS_OF_STATE[state].filter((each) => rung === undefined || each === rung);
}
