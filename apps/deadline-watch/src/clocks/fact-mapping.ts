import type { ClockToStart } from '#libs/agreements';
import {
  CorrectionPublishedContract,
  MachineStatementsContract,
  MilestoneStatedContract,
  MissingEpisodeRecordedContract,
  ReferralAcknowledgedContract,
  ReferralAgencyEndedContract,
  ReferralFollowedUpContract,
  ReferralForwardedContract,
  ReferralForwardingDeclinedContract,
  ReferralPublishedContract,
  ReferralRecipientAddedContract,
  UpdateAcknowledgedContract,
  WithdrawalPublishedContract,
  type ChildFacts,
  type CorrectionPublished,
  type DueTime,
  type EventContract,
  type Milestone,
  type MissingEpisodeEventKind,
  type MissingEpisodeRecorded,
  type MilestoneStated,
  type PersonRung,
  type ReceivedEvent,
  type ReferralAcknowledged,
  type ReferralPublished,
  type SentCopy,
  type UpdateAcknowledged,
} from '#libs/contracts';
import type { JudgedStatement } from '#libs/judgement';
import type { ClockRuleId, MachineStatement, StatementVerdict } from '#libs/safeguarding';

import type { ClockHappening, Happened, KnownChildren, Sharing, Subject, WatchedFact } from './fact.js';

/** The verdict on a statement that counts. */
type TakenVerdict = Extract<StatementVerdict, { readonly verdict: 'taken' }>;

/** The facts of one event, without the referral that it is about. */
type ClockFacts = Omit<WatchedFact, 'referralId' | 'messageId'>;

/** The clock event of each rung that a person states. A refusal is a departure, and a statement of a machine changes no clock. */
const RUNG_EVENTS: { readonly [Rung in PersonRung]?: ClockHappening } = { opened: 'opened', accepted: 'accepted', decided: 'decided' };

/**
 * The clock event of each event of a missing episode that ends a clock. The police's prevention interview and an offer are no return
 * interview.
 */
const EPISODE_ENDS: { readonly [Kind in MissingEpisodeEventKind]?: ClockHappening } = {
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

/** One row per fact of the publisher that clocks follow. Regradings have none, because they change no clock. */
const MAPPINGS: readonly Mapping[] = [
  mapping(ReferralPublishedContract, publication),
  mapping(ReferralForwardedContract, (data) => handedOn(data.fromAgency, data.toAgency, data.forwardedAt, data)),
  mapping(ReferralForwardingDeclinedContract, ({ fromAgency, declinedAt }) => departed(fromAgency, declinedAt)),
  mapping(ReferralRecipientAddedContract, (data) => (data.fromAgency === undefined
    ? { sharings: [sharing(data.agency, data.addedAt, data)] } : handedOn(data.fromAgency, data.agency, data.addedAt, data, true))),
  mapping(ReferralAgencyEndedContract, ({ agency, endedAt, recordedAt }) =>
    ({ agencyEnd: { agency, at: endedAt === undefined ? null : instant(endedAt), recordedAt: instant(recordedAt) } })),
  mapping(WithdrawalPublishedContract, ({ withdrawnAt }) => happened('referral-withdrawn', withdrawnAt)),
  mapping(CorrectionPublishedContract, correction),
  mapping(MissingEpisodeRecordedContract, episodeEvent),
  mapping(ReferralFollowedUpContract, ({ agency, followedUpAt }) => happened('referrer-followed-up', followedUpAt, { agency })),
];

interface Mapping {
  readonly contract: EventContract;
  readonly read: (event: ReceivedEvent) => ClockFacts | null;
}

/** Erases the type of the data, which only the mapping knows. The event was validated against this very contract. */
function mapping<Data>(contract: EventContract<Data>, read: (data: Data, event: ReceivedEvent) => ClockFacts | null): Mapping {
  return { contract, read: (event) => read(event.data as Data, event) };
}

const BY_TYPE = new Map(MAPPINGS.map((each) => [each.contract.type, each]));

/** @returns null for an event that changes no clock. */
export function factOf(event: ReceivedEvent): WatchedFact | null {
  const { referralId } = event.data as { readonly referralId?: string };
  const facts = BY_TYPE.get(event.contract.type)?.read(event) ?? null;
  if (facts === null || referralId === undefined) return null;
  return { referralId, messageId: event.attributes.id, ...facts };
}

/**
 * The fact of a statement that was taken. The time is the one that counts by its verdict, which may not be the one that the agency
 * claims.
 *
 * @returns null for a statement that changes no clock.
 */
export function factOfStatement(
  { type, data, messageId, referralId, storedAt }: Pick<JudgedStatement, 'type' | 'data' | 'messageId' | 'referralId' | 'storedAt'>,
  { countsAt, workAt }: Pick<TakenVerdict, 'countsAt' | 'workAt'>,
): WatchedFact | null {
  if (referralId === null) return null;
  const { agency } = data;
  if (type === MilestoneStatedContract.type) {
    const { kind, childId, episodeId } = data as MilestoneStated;
    return factAbout(referralId, messageId, happened(MILESTONE_EVENTS[kind], workAt ?? countsAt, { agency, storedAt, ...subject({ childId, episodeId }) }));
  }
  if (type === UpdateAcknowledgedContract.type) {
    return factAbout(referralId, messageId, happened('correction-acknowledged', countsAt, { agency, storedAt, updateId: (data as UpdateAcknowledged).updateId }));
  }
  if (type === MachineStatementsContract.type) {
    const { rung, updateId } = data as MachineStatement;
    return rung === 'delivered' && updateId !== undefined ? { referralId, messageId, changeDelivered: { agency, updateId, at: countsAt } } : null;
  }
  if (type !== ReferralAcknowledgedContract.type) return null;
  const { rung, decision } = data as ReferralAcknowledged;
  if (rung === 'refused') return factAbout(referralId, messageId, departed(agency, countsAt));
  return factAbout(referralId, messageId, happened(RUNG_EVENTS[rung], countsAt, { agency, storedAt, ...(decision !== undefined && { code: decision }) }));
}

function factAbout(referralId: string, messageId: string, facts: ClockFacts | null): WatchedFact | null {
  return facts === null ? null : { referralId, messageId, ...facts };
}

function publication({ force, publishedAt, recipients, children }: ReferralPublished, { attributes }: ReceivedEvent): ClockFacts {
  return {
    publication: { force, caseKey: attributes.partitionKey, correlationId: attributes.correlationId },
    sharings: recipients.map((recipient) => sharing(recipient.agency, publishedAt, recipient)),
    known: known(publishedAt, children),
  };
}

function correction({ updateId, correctedAt, children, shown, recipients, due = [] }: CorrectionPublished): ClockFacts {
  const agencies = due.map(({ agency, due: counting, supersedes = [] }) => {
    const takenBack = supersedes.map(({ rule }) => rule as ClockRuleId).filter((rule) => !counting.some((each) => each.rule === rule));
    return { agency, clocks: clocksIn(counting), ...(takenBack.length > 0 && { takenBack }) };
  });
  const recordedAt = instant(correctedAt);
  return {
    known: { ...known(correctedAt, children), ...(shown !== undefined && { shown }) }, correction: { updateId, recordedAt, sentTo: recipients.map(({ agency }) => agency) },
    ...(agencies.length > 0 && { grounds: { recordedAt, agencies } }),
  };
}

function episodeEvent({ kind, childId, episodeId, at, recordedAt }: MissingEpisodeRecorded): ClockFacts | null {
  const returned = { childId, episodeId, recordedAt: instant(recordedAt) };
  if (kind === 'found') return { returned: { ...returned, at: instant(at) } };
  if (kind === 'found-in-error') return { returned: { ...returned, at: null } };
  return happened(EPISODE_ENDS[kind], at, { childId, episodeId });
}

function known(recordedAt: string, children: readonly ChildFacts[]): KnownChildren {
  return {
    recordedAt: instant(recordedAt),
    children: children.map(({ childId, area, missingEpisodes = [] }) => ({
      childId, area, episodes: missingEpisodes.map(({ episodeId, foundAt }) => ({ episodeId, ...(foundAt !== undefined && { foundAt: instant(foundAt) }) })),
    })),
  };
}

function subject({ childId, episodeId }: { readonly childId: string | undefined; readonly episodeId: string | undefined }): Subject {
  return { ...(childId !== undefined && { childId }), ...(episodeId !== undefined && { episodeId }) };
}

/** Reads from the fact which clocks began with a sharing. Their due times are worked out by the same policy as in the publisher. */
function sharing(agency: string, at: string, { expectation, purpose, children, due = [] }: SentCopy): Sharing {
  return { agency, expectation, purpose, at: instant(at), ...(children !== undefined && { children }), clocks: clocksIn(due) };
}

function clocksIn(due: readonly DueTime[]): readonly ClockToStart[] {
  return due.map(({ rule, anchor, anchorAt }) => ({ rule, anchor, at: instant(anchorAt) }) as ClockToStart);
}

function happened(event: ClockHappening | undefined, at: string, more: Omit<Happened, 'event' | 'at'> = {}): ClockFacts | null {
  return event === undefined ? null : { happened: { event, at: instant(at), ...more } };
}

/** A redirect that was followed, or a handover to a successor. */
function handedOn(from: string, to: string, at: string, copy: SentCopy, succeeds = false): ClockFacts {
  return { sharings: [{ ...sharing(to, at, copy), from, ...(succeeds && { succeeds }) }], ...departed(from, at) };
}

function departed(agency: string, at: string): ClockFacts {
  return { departed: { agency, at: instant(at) } };
}

/** One form of a time, so that times compare alike as text, in JavaScript and in PostgreSQL. */
function instant(text: string): string {
  return new Date(text).toISOString();
}
