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
  /** Every person who has given the present answer, as opaque staff references. The first one gave it, the others repeated it. */
  readonly answeredBy: readonly string[];
  /** Decisions in the order they were taken: the last one counts, all are kept. */
  readonly decisions: readonly RecordedCode[];
  /** Feedback to the referrer in the order in which it was given. */
  readonly feedback: readonly RecordedCode[];
}

/** A decision or feedback, as a code, with every person who has recorded it. The first one recorded it, the others repeated it. */
export interface RecordedCode {
  readonly code: string;
  readonly by: readonly string[];
}

/**
 * The agency's present answer. An acceptance is final, because the sender relies on it. It may follow a refusal or a redirect that
 * was a mistake. After a redirect that the exchange has declined, any answer may follow.
 */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted' }
  | Refusal
  | (Redirect & { readonly isDeclined: boolean });

interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
  /** The other referral, where the agency names the one that this is a duplicate of. */
  readonly duplicateOf?: string;
}

interface Redirect {
  readonly kind: 'redirected';
  readonly agency: string;
  readonly reason: string;
}

/** A step that a named person asks the node to record. Reasons, decisions and outcomes are codes, never free text. */
export type Step =
  | { readonly kind: 'open'; readonly person: string }
  | { readonly kind: 'accept'; readonly person: string }
  | { readonly kind: 'refuse'; readonly person: string; readonly reason: string; readonly duplicateOf?: string }
  | { readonly kind: 'redirect'; readonly person: string; readonly agency: string; readonly reason: string }
  | { readonly kind: 'decide'; readonly person: string; readonly decision: string }
  | { readonly kind: 'feed-back'; readonly person: string; readonly outcome: string };

/** A recipient that the referral has not reached yet. */
export const NOT_DELIVERED: LadderState = {
  deliveredAt: null, openedBy: [], answer: { kind: 'none' }, answeredBy: [], decisions: [], feedback: [],
};

/** A recipient whose node has stored the referral, before any person has opened it. */
export function deliveredState(deliveredAt: string): LadderState {
  return { ...NOT_DELIVERED, deliveredAt };
}
