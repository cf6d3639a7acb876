import type { ClockPolicy } from '#libs/agreements';
import {
  DeadlineBreachedContract,
  DeadlineCancelledContract,
  DeadlineEscalatedContract,
  DeadlineMetContract,
  DeadlineNotStartedContract,
  DeadlineStartedContract,
  DeadlineSupersededContract,
  DeadlineWarnedContract,
  encodeEvent,
  type ClockReference,
  type EventContract,
  type OutgoingMessage,
  type Topics,
} from '#libs/contracts';

import { derivedId } from './clock-id.js';
import type { ClockStart, ClockStep } from './clock-start.js';
import type { Publication, Subject } from './fact.js';
import type { Notice } from './notice.js';
import type { ClockEnd, WatchedClock } from './referral-clocks.js';

/** The referral, time and sender of a notice. */
export interface NoticeContext {
  readonly topics: Topics;
  /** Id of the partnership, for calls to its lead. */
  readonly partnership: string;
  readonly contactOf: ClockPolicy['contactOf'];
  readonly referralId: string;
  readonly publication: Publication;
  /** The database's time. */
  readonly now: string;
}

export const WATCH_SOURCE = '/deadline-watch';

/** One id for each notice, however often it is derived. */
export function noticeId(clockId: string, name: string): string {
  return derivedId(clockId, name);
}

/** The agency that a notice is for: the one that the clock runs against, or of a start, the one that it began with. */
export function notifiedOf({ start, against }: WatchedClock, { kind }: Notice): string {
  return kind === 'started' ? start.agency : against;
}

/** Whether agencies that were notified of the clock before get a copy of the notice. A call is for the agency alone that has to act. */
export function hasCopies({ start }: WatchedClock, notice: Notice): boolean {
  return notice.kind === 'ended' || (notice.kind === 'step' && start.steps[notice.index]?.kind === 'breach');
}

/**
 * A notice as a message for the agency that the clock runs against. Ids, codes, times and the explanation.
 *
 * @param copyFor an agency that was notified of the clock before, for a copy to it.
 */
export function noticeMessage(clock: WatchedClock, notice: Notice, context: NoticeContext, copyFor?: string): OutgoingMessage {
  const { referralId } = context;
  const { start, against, owner: organisation } = clock;
  const agency = copyFor ?? against;
  const common = { referralId, agency, organisation, ...(copyFor !== undefined && { against }) };
  const topicOf = copyFor ?? notifiedOf(clock, notice);
  const send = <Data extends { readonly against?: string }>(contract: EventContract<Data>, data: Data): OutgoingMessage => message(contract, clock, notice, context, topicOf, data);
  const { clockId, ruleId: rule, anchor, anchorAt, explanation } = start;
  const about = { ...common, clockId, rule, anchor, anchorAt, ...subjectOf(start), explanation };
  if (notice.kind === 'ended' && notice.end.outcome === 'superseded') {
    const { by, at } = notice.end;
    return send(DeadlineSupersededContract, { ...about, ...(start.dueAt !== null && { dueAt: start.dueAt, ...late('breachedSeconds', at, start.dueAt) }), by, at });
  }
  if (notice.kind === 'not-started' || start.dueAt === null) return send(DeadlineNotStartedContract, { ...about, reason: start.refusal ?? 'unknown' });
  const facts = { ...common, clock: referenceTo(clock, start.dueAt) };
  switch (notice.kind) {
    case 'started':
      return send(DeadlineStartedContract, { ...facts, ...beganWith(clock), because: start.because, plan: start.steps });
    case 'step':
      return stepMessage(send, facts, clock, notice.index, context);
    case 'ended':
      return endMessage(send, facts, notice.end, start.dueAt);
  }
}

/** A start is published as it was, even if the referral has changed meanwhile, because a rebuild restores clocks from it. */
function beganWith({ start, against, owner }: WatchedClock): { readonly agency: string; readonly organisation: string } {
  return { agency: start.agency, organisation: owner === against ? start.agency : owner };
}

type Send = <Data extends { readonly against?: string }>(contract: EventContract<Data>, data: Data) => OutgoingMessage;
type NoticeFacts = { readonly referralId: string; readonly agency: string; readonly against?: string; readonly organisation: string; readonly clock: ClockReference };

function stepMessage(send: Send, facts: NoticeFacts, { start, owner }: WatchedClock, index: number, { now, partnership, contactOf, publication }: NoticeContext): OutgoingMessage {
  const step = start.steps[index];
  if (step === undefined) throw new Error(`a clock of ${start.ruleId} has no step ${index + 1}: a bug`);
  const { kind, at, role, percent, starts } = step;
  const taken = { ...facts, step: index + 1, at, raisedAt: now };
  if (kind === 'breach' || role === undefined) return send(DeadlineBreachedContract, taken);
  const organisation = calledBy(role, owner, partnership, publication);
  const contact = contactOf(facts.agency, role);
  const call = { ...taken, organisation, role, ...(contact !== null && { contact }) };
  if (kind === 'warning') return send(DeadlineWarnedContract, { ...call, percent: percent ?? 1 });
  return send(DeadlineEscalatedContract, { ...call, ...(starts !== undefined && { starts }) });
}

/** The organisation in which a role is held: the organisation that has to act, the force that referred, or the partnership. */
function calledBy(role: NonNullable<ClockStep['role']>, owner: string, partnership: string, { force }: Publication): string {
  if (role === 'referrer') return force;
  return role === 'partnership-lead' ? partnership : owner;
}

function endMessage(send: Send, facts: NoticeFacts, { outcome, ...end }: ClockEnd, dueAt: string): OutgoingMessage {
  return outcome === 'met'
    ? send(DeadlineMetContract, { ...facts, ...end, ...late('lateSeconds', end.at, dueAt) })
    : send(DeadlineCancelledContract, { ...facts, ...end, ...late('breachedSeconds', end.at, dueAt) });
}

/** Whole seconds past the due time, under this name. Absent where there are none. */
function late<Name extends string>(name: Name, at: string, dueAt: string): { readonly [Key in Name]?: number } {
  const seconds = Math.ceil((Date.parse(at) - Date.parse(dueAt)) / 1_000);
  return seconds > 0 ? { [name]: seconds } as { readonly [Key in Name]?: number } : {};
}

function subjectOf({ childId, episodeId }: ClockStart): Subject {
  return { ...(childId !== undefined && { childId }), ...(episodeId !== undefined && { episodeId }) };
}

function referenceTo({ start, supersedes }: WatchedClock, dueAt: string): ClockReference {
  const { clockId: id, ruleId: rule, ruleVersion, anchor, anchorAt, calendarId, calendarVersion, explanation } = start;
  return {
    id, rule, ruleVersion, anchor, anchorAt, dueAt, explanation, ...subjectOf(start), ...(supersedes !== null && { supersedes }),
    ...(calendarId !== null && { calendar: calendarId }),
    ...(calendarVersion !== null && { calendarVersion }),
  };
}

function message<Data extends { readonly against?: string }>(
  contract: EventContract<Data>, { start }: WatchedClock, { name }: Notice, context: NoticeContext, agency: string, data: Data,
): OutgoingMessage {
  const { topics, referralId, publication, now } = context;
  return encodeEvent(contract, {
    topic: topics.notice(agency), key: publication.caseKey, id: data.against === undefined ? noticeId(start.clockId, name) : derivedId(start.clockId, name, agency), source: WATCH_SOURCE, subject: referralId,
    time: now, correlationId: publication.correlationId, data,
  });
}
