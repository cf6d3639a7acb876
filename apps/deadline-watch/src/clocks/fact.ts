import type { ClockToStart } from '#libs/agreements';
import type { Expectation } from '#libs/contracts';
import type { AnchorEvent, CancelEvent, ClockRuleId, DeliveredChange, KnownCorrection, StopEvent } from '#libs/safeguarding';

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
  /** The children that the copy shows; absent where it shows all. */
  readonly children?: readonly string[];
  /** The agency whose redirect, or whose end, brought the referral to this agency. */
  readonly from?: string;
  /** True where this agency takes the place of one that has ended. */
  readonly succeeds?: true;
  /** The clocks that began with the sharing, as the publisher recorded them. */
  readonly clocks: readonly ClockToStart[];
}

/** A child of a referral, and an episode of it, that a statement or a clock is about. */
export interface Subject {
  readonly childId?: string;
  readonly episodeId?: string;
}

export interface Happened extends Subject {
  readonly event: ClockHappening;
  readonly at: string;
  /** When the broker stored the statement; absent for an event of the police. */
  readonly storedAt?: string;
  /** The agency that states it; absent for a statement of the police. */
  readonly agency?: string;
  /** The next step, of a decision. */
  readonly code?: string;
  /** The correction, of an acknowledgement. */
  readonly updateId?: string;
}

/** The end of an agency, or that its recorded end was taken back. */
export interface RecordedEnd {
  readonly agency: string;
  /** Null where the end was taken back. */
  readonly at: string | null;
  readonly recordedAt: string;
}

/** The child leaves an agency: it refused, or its redirect was followed or declined. */
export interface Departed {
  readonly agency: string;
  readonly at: string;
}

/** A missing episode as the exchange came to know it. */
export interface KnownEpisode {
  readonly episodeId: string;
  /** When the child was found; absent while the child is missing. */
  readonly foundAt?: string;
}

/** The state of all children of a referral after a fact. A child or an episode that is not in it has been taken out. */
export interface KnownChildren {
  readonly recordedAt: string;
  readonly children: readonly { readonly childId: string; readonly area: string; readonly episodes: readonly KnownEpisode[] }[];
  /** The agencies whose copy shows some of the children only since the fact; absent where every copy shows all. */
  readonly shown?: readonly { readonly agency: string; readonly children: readonly string[] }[];
}

/** An agency's clocks about the reasonable grounds, as a correction changed them. */
export interface CorrectedGrounds {
  readonly recordedAt: string;
  readonly agencies: readonly {
    readonly agency: string;
    readonly clocks: readonly ClockToStart[];
    /** The rules whose clocks have lost their grounds. */
    readonly takenBack?: readonly ClockRuleId[];
  }[];
}

/** A record that a child was found at a time, or was not found after all. */
export interface KnownReturn extends Subject {
  readonly recordedAt: string;
  /** Null where the record says that the child was recorded as found in error. */
  readonly at: string | null;
}

/** The part of one message from which clocks are worked out. Times are UTC with milliseconds. */
export interface WatchedFact {
  readonly referralId: string;
  readonly messageId: string;
  readonly publication?: Publication;
  readonly sharings?: readonly Sharing[];
  readonly happened?: Happened;
  readonly departed?: Departed;
  readonly agencyEnd?: RecordedEnd;
  readonly known?: KnownChildren;
  readonly returned?: KnownReturn;
  readonly grounds?: CorrectedGrounds;
  readonly correction?: KnownCorrection;
  readonly changeDelivered?: DeliveredChange;
}

type FromMessage<Part> = Part & { readonly messageId: string };

/** The facts of one referral, ordered by their times, so that the order of arrival makes no difference. */
export interface ReferralFacts {
  readonly publication: Publication;
  readonly sharings: readonly FromMessage<Sharing>[];
  /** The sharings, each with the children that its copy shows now. */
  readonly copies: readonly FromMessage<Sharing>[];
  readonly happened: readonly FromMessage<Happened>[];
  readonly departures: readonly FromMessage<Departed>[];
  readonly agencyEnds: readonly FromMessage<RecordedEnd>[];
  readonly known: readonly FromMessage<KnownChildren>[];
  readonly returned: readonly FromMessage<KnownReturn>[];
  readonly grounds: readonly FromMessage<CorrectedGrounds>[];
  readonly corrections: readonly FromMessage<KnownCorrection>[];
  readonly deliveredChanges: readonly FromMessage<DeliveredChange>[];
}
