import type { ClockToStart } from '#libs/agreements';
import type { Expectation } from '#libs/contracts';
import type { AnchorEvent, CancelEvent, StopEvent } from '#libs/safeguarding';

/** The events that rules name. Each starts, meets or cancels a clock. */
export type ClockHappening = AnchorEvent | StopEvent | CancelEvent;

/** The acceptance of a referral. Its clocks are worked out only after this fact is known. */
export interface Publication {
  readonly force: string;
  /** Key of the case: events about one case stay in order. */
  readonly caseKey: string;
  readonly correlationId: string;
}

/** The sharing of a copy with an agency: at publication, by a redirect, or by a later change. */
export interface Sharing {
  readonly agency: string;
  readonly expectation: Expectation;
  readonly purpose: string;
  readonly at: string;
  /** The agency whose redirect brought the referral to this agency. */
  readonly from?: string;
  /** The clocks that began with the sharing, as the publisher recorded them. */
  readonly clocks: readonly ClockToStart[];
}

export interface Happened {
  readonly event: ClockHappening;
  readonly at: string;
  /** When the broker stored the statement; absent for an event of the police. */
  readonly storedAt?: string;
  /** The agency that states it; absent for a statement of the police. */
  readonly agency?: string;
  /** The child and the missing episode, of an event or a statement about one. */
  readonly childId?: string;
  readonly episodeId?: string;
  /** The next step, of a decision. */
  readonly code?: string;
}

/** The child leaves an agency: it refused, or its redirect was followed or declined. */
export interface Departed {
  readonly agency: string;
  readonly at: string;
}

/** The part of one message from which clocks are worked out. Times are UTC with milliseconds. */
export interface WatchedFact {
  readonly referralId: string;
  readonly messageId: string;
  readonly publication?: Publication;
  readonly sharings?: readonly Sharing[];
  readonly happened?: Happened;
  readonly departed?: Departed;
}
