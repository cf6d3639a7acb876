/**
 * The progress of one recipient with one referral: the statements of its agency node so far. The node builds it from its own
 * tables, asks {@link nextStep} for the effect of a request, and writes a receipt only for a new step.
 */
export interface LadderState {
  /** When the node had verified and stored the referral (RFC 3339); null before that. */
  readonly deliveredAt: string | null;
  /** Every person who has read the content, as opaque staff references, the first reader first. */
  readonly openedBy: readonly string[];
  readonly answer: Answer;
  /** Decision codes in the order they were taken: the last one counts, all are kept. */
  readonly decisions: readonly string[];
  /** Feedback to the referrer, as codes, in the order in which it was given. */
  readonly feedback: readonly string[];
}

/** The agency's one answer. It is final, because the sender acts on it. */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'redirected'; readonly agency: string; readonly reason: string };

/** A step that a named person asks the node to record. Reasons, decisions and outcomes are codes, never free text. */
export type Step =
  | { readonly kind: 'open'; readonly person: string }
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'redirect'; readonly agency: string; readonly reason: string }
  | { readonly kind: 'decide'; readonly decision: string }
  | { readonly kind: 'feed-back'; readonly outcome: string };

/** A recipient that the referral has not reached yet. */
export const NOT_DELIVERED: LadderState = { deliveredAt: null, openedBy: [], answer: { kind: 'none' }, decisions: [], feedback: [] };

/** A recipient whose node has stored the referral, before any person has opened it. */
export function deliveredState(deliveredAt: string): LadderState {
  return { ...NOT_DELIVERED, deliveredAt };
}
