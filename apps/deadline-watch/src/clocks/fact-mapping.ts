import {
  MilestoneStatedV1Contract,
  MissingEpisodeRecordedV1Contract,
  ReferralAcknowledgedV1Contract,
  ReferralForwardedV1Contract,
  ReferralPublishedV1Contract,
  ReferralPublishedV2Contract,
  ReferralRecipientAddedV1Contract,
  WithdrawalPublishedV1Contract,
  type EventContract,
  type Milestone,
  type MissingEpisodeEventKind,
  type ReceiptRung,
  type ReceivedEvent,
  type ReferralPublishedV1,
} from '#libs/contracts';

import type { ClockHappening, Happened, Sharing, WatchedFact } from './fact.js';

type Told = Pick<WatchedFact, 'publication' | 'sharings' | 'happened'>;

/** What a rung means to clocks. That a machine stored a referral, or that somebody refused it, means nothing to any. */
const RUNG_EVENTS: { readonly [Rung in ReceiptRung]?: ClockHappening } = { opened: 'opened', accepted: 'accepted', decided: 'decided' };

/** What happens in a missing episode. The police's prevention interview is another thing; an offer is not an interview. */
const EPISODE_EVENTS: { readonly [Kind in MissingEpisodeEventKind]?: ClockHappening } = {
  found: 'child-returned',
  'return-interview-held': 'return-interview-held',
  'return-interview-declined': 'return-interview-declined',
};

const MILESTONE_EVENTS: { readonly [Kind in Milestone]?: ClockHappening } = {
  'strategy-discussion-held': 'strategy-discussion-held',
  'section-47-started': 'section-47-started',
  'conference-held': 'conference-held',
  'conference-not-required': 'conference-not-required',
  'assessment-started': 'assessment-started',
  'assessment-completed': 'assessment-completed',
  'assessment-not-required': 'assessment-not-required',
  'return-interview-held': 'return-interview-held',
  'return-interview-declined': 'return-interview-declined',
};

/** One row per event that clocks follow. Corrections, regradings and refusals are not here: nothing of theirs touches a clock. */
const MAPPINGS: readonly Mapping[] = [
  mapping(ReferralPublishedV1Contract, (data, event) => publication(data, event)),
  mapping(ReferralPublishedV2Contract, (data, event) => publication(data, event)),
  mapping(ReferralForwardedV1Contract, ({ toAgency: agency, fromAgency: from, expectation, purpose, forwardedAt }) => ({
    sharings: [{ agency, from, expectation, purpose, at: instant(forwardedAt) }],
  })),
  mapping(ReferralRecipientAddedV1Contract, ({ agency, expectation, purpose, addedAt }) => ({
    sharings: [{ agency, expectation, purpose, at: instant(addedAt) }],
  })),
  mapping(WithdrawalPublishedV1Contract, ({ withdrawnAt }) => happened('referral-withdrawn', withdrawnAt)),
  mapping(MissingEpisodeRecordedV1Contract, ({ kind, at }) => happened(EPISODE_EVENTS[kind], at)),
  mapping(MilestoneStatedV1Contract, ({ kind, at, agency }) => happened(MILESTONE_EVENTS[kind], at, { agency })),
  mapping(ReferralAcknowledgedV1Contract, ({ rung, occurredAt, agency, decision }) =>
    happened(RUNG_EVENTS[rung], occurredAt, { agency, ...(decision !== undefined && { code: decision }) })),
];

interface Mapping {
  readonly contract: EventContract;
  readonly read: (event: ReceivedEvent) => Told | null;
}

/** Erases the data's type, which only the mapping itself knows: the event was validated against this very contract. */
function mapping<Data>(contract: EventContract<Data>, read: (data: Data, event: ReceivedEvent) => Told | null): Mapping {
  return { contract, read: (event) => read(event.data as Data, event) };
}

const BY_TYPE = new Map(MAPPINGS.map((each) => [each.contract.type, each]));

/** @returns null for an event that means nothing to any clock. */
export function factOf(event: ReceivedEvent): WatchedFact | null {
  const { referralId } = event.data as { readonly referralId?: string };
  const told = BY_TYPE.get(event.contract.type)?.read(event) ?? null;
  if (told === null || referralId === undefined) return null;
  return { referralId, messageId: event.attributes.id, ...told };
}

function publication(data: ReferralPublishedV1, { attributes }: ReceivedEvent): Told {
  const { force, grade, concernTypes, publishedAt, reportedAt, recipients } = data;
  return {
    publication: {
      force, grade, concernTypes, groundsAt: instant(reportedAt ?? publishedAt),
      caseKey: attributes.partitionKey, correlationId: attributes.correlationId,
    },
    sharings: recipients.map(({ agency, expectation, purpose }): Sharing => ({ agency, expectation, purpose, at: instant(publishedAt) })),
  };
}

function happened(event: ClockHappening | undefined, at: string, more: Pick<Happened, 'agency' | 'code'> = {}): Told | null {
  return event === undefined ? null : { happened: { event, at: instant(at), ...more } };
}

/** One form, so that times compare alike as text, in JavaScript and in PostgreSQL. */
function instant(text: string): string {
  return new Date(text).toISOString();
}
