/**
 * Where one recipient stands with one referral: what its agency node has stated so far. The node builds it from its own
 * tables, asks {@link nextStep} what a request amounts to, and writes a receipt only for what is new.
 */
export interface Standing {
  /** When the node had verified and stored the referral (RFC 3339); null before that. */
  readonly deliveredAt: string | null;
  /** Every person who was shown the content, as opaque staff references, the first reader first. */
  readonly openedBy: readonly string[];
  readonly answer: Answer;
  /** Decision codes in the order they were taken: the last one counts, all are kept. */
  readonly decisions: readonly string[];
  /** What the referrer was told, as codes, in the order it was said. */
  readonly feedback: readonly string[];
}

/** The agency's one answer. It is given once and never changed: the sender acts on it. */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'redirected'; readonly agency: string; readonly reason: string };

/** What a named person asks the node to record. Reasons, decisions and outcomes are codes, never free text. */
export type Step =
  | { readonly kind: 'open'; readonly person: string }
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'redirect'; readonly agency: string; readonly reason: string }
  | { readonly kind: 'decide'; readonly decision: string }
  | { readonly kind: 'feed-back'; readonly outcome: string };

/** A recipient the referral has not reached yet. */
export const NOT_DELIVERED: Standing = { deliveredAt: null, openedBy: [], answer: { kind: 'none' }, decisions: [], feedback: [] };

/** A recipient whose node has stored the referral and where nobody has looked at it. */
export function deliveredStanding(deliveredAt: string): Standing {
  return { ...NOT_DELIVERED, deliveredAt };
}
