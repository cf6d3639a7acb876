import type { ClockToStart } from '#libs/agreements';
import type { Expectation } from '#libs/contracts';
import type { AnchorEvent, CancelEvent, StopEvent } from '#libs/safeguarding';

/** The happenings that rules name: each starts, meets or cancels a clock. */
export type ClockHappening = AnchorEvent | StopEvent | CancelEvent;

/** A referral was accepted. No clock of it is worked out before this is known. */
export interface Publication {
  readonly force: string;
  /** Key of the case: events about one case stay in order. */
  readonly caseKey: string;
  readonly correlationId: string;
}

/** An agency was sent a copy: at publication, by a redirect, or by a later change. */
export interface Sharing {
  readonly agency: string;
  readonly expectation: Expectation;
  readonly purpose: string;
  readonly at: string;
  /** The agency whose redirect brought it there. */
  readonly from?: string;
  /** The clocks that began with it, as the publisher wrote them down. */
  readonly clocks: readonly ClockToStart[];
}

export interface Happened {
  readonly event: ClockHappening;
  readonly at: string;
  /** The agency that states it; absent for a statement of the police. */
  readonly agency?: string;
  /** The next step, of a decision. */
  readonly code?: string;
}

/** The part of one message that clocks are worked out from. Times are UTC with milliseconds. */
export interface WatchedFact {
  readonly referralId: string;
  readonly messageId: string;
  readonly publication?: Publication;
  readonly sharings?: readonly Sharing[];
  readonly happened?: Happened;
}
