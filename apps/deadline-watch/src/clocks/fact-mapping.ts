import type { ClockToStart } from '#libs/agreements';
import {
  MilestoneStatedV1Contract,
  MissingEpisodeRecordedV1Contract,
  ReferralAcknowledgedV1Contract,
  ReferralFollowedUpV1Contract,
  ReferralForwardedV1Contract,
  ReferralForwardedV2Contract,
  ReferralPublishedV1Contract,
  ReferralPublishedV2Contract,
  ReferralRecipientAddedV1Contract,
  ReferralRecipientAddedV2Contract,
  WithdrawalPublishedV1Contract,
  type DueTime,
  type EventContract,
  type Milestone,
  type MissingEpisodeEventKind,
  type PublishedRecipient,
  type ReceiptRung,
  type ReceivedEvent,
  type ReferralForwardedV1,
  type ReferralPublishedV1,
  type ReferralRecipientAddedV1,
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
  mapping(ReferralPublishedV1Contract, (data, event) => publication(data, event, () => ({}))),
  mapping(ReferralPublishedV2Contract, (data, event) => publication(data, event, writtenDown)),
  mapping(ReferralForwardedV1Contract, (data) => ({ sharings: [forwarding(data)] })),
  mapping(ReferralForwardedV2Contract, (data) => ({ sharings: [{ ...forwarding(data), ...writtenDown(data) }] })),
  mapping(ReferralRecipientAddedV1Contract, (data) => ({ sharings: [addition(data)] })),
  mapping(ReferralRecipientAddedV2Contract, (data) => ({ sharings: [{ ...addition(data), ...writtenDown(data) }] })),
  mapping(WithdrawalPublishedV1Contract, ({ withdrawnAt }) => happened('referral-withdrawn', withdrawnAt)),
  mapping(MissingEpisodeRecordedV1Contract, ({ kind, at }) => happened(EPISODE_EVENTS[kind], at)),
  mapping(ReferralFollowedUpV1Contract, ({ agency, followedUpAt }) => happened('referrer-followed-up', followedUpAt, { agency })),
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

type WrittenDown<Data> = (data: Data) => Pick<Sharing, 'clocks'>;

/** Which clocks began with a sharing is read from the fact; when they are due is worked out, by the same policy as there. */
function writtenDown({ due = [] }: { readonly due?: readonly DueTime[] }): Pick<Sharing, 'clocks'> {
  return { clocks: due.map(({ rule, anchor, anchorAt }) => ({ rule, anchor, at: instant(anchorAt) }) as ClockToStart) };
}

function forwarding({ toAgency: agency, fromAgency: from, expectation, purpose, forwardedAt }: ReferralForwardedV1): Sharing {
  return { agency, from, expectation, purpose, at: instant(forwardedAt) };
}

function addition({ agency, expectation, purpose, addedAt }: ReferralRecipientAddedV1): Sharing {
  return { agency, expectation, purpose, at: instant(addedAt) };
}

function publication<Recipient extends PublishedRecipient>(
  data: Omit<ReferralPublishedV1, 'recipients'> & { readonly recipients: readonly Recipient[] },
  { attributes }: ReceivedEvent,
  clocksOf: WrittenDown<Recipient>,
): Told {
  const { force, grade, concernTypes, publishedAt, reportedAt, recipients } = data;
  return {
    publication: {
      force, grade, concernTypes, groundsAt: instant(reportedAt ?? publishedAt),
      caseKey: attributes.partitionKey, correlationId: attributes.correlationId,
    },
    sharings: recipients.map((recipient): Sharing => {
      const { agency, expectation, purpose } = recipient;
      return { agency, expectation, purpose, at: instant(publishedAt), ...clocksOf(recipient) };
    }),
  };
}

function happened(event: ClockHappening | undefined, at: string, more: Pick<Happened, 'agency' | 'code'> = {}): Told | null {
  return event === undefined ? null : { happened: { event, at: instant(at), ...more } };
}

/** One form, so that times compare alike as text, in JavaScript and in PostgreSQL. */
function instant(text: string): string {
  return new Date(text).toISOString();
}
