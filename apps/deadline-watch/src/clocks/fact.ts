import type { ClockToStart } from '#libs/agreements';
import type { Expectation, Grade } from '#libs/contracts';
import type { AnchorEvent, CancelEvent, StopEvent } from '#libs/safeguarding';

/** What clocks know by name: each starts, meets or cancels one of them. */
export type ClockHappening = AnchorEvent | StopEvent | CancelEvent;

/** A referral was accepted. Nothing about it is counted before this is known. */
export interface Publication {
  readonly force: string;
  readonly grade: Grade;
  readonly concernTypes: readonly string[];
  /** When the police learnt of it, or else when the referral was published. */
  readonly groundsAt: string;
  /** Key of the case: what is said about one case stays in order. */
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
  /** The clocks that were written down with it; absent in facts of a time when none were. */
  readonly clocks?: readonly ClockToStart[];
}

export interface Happened {
  readonly event: ClockHappening;
  readonly at: string;
  /** Whose statement it is; absent for the police's. */
  readonly agency?: string;
  /** The next step, of a decision. */
  readonly code?: string;
}

/** What clocks need to know of one message. Times are UTC with milliseconds. */
export interface WatchedFact {
  readonly referralId: string;
  readonly messageId: string;
  readonly publication?: Publication;
  readonly sharings?: readonly Sharing[];
  readonly happened?: Happened;
}
