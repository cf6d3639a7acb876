import type { ClockPolicy } from '#libs/agreements';
import {
  DeadlineBreachedContract,
  DeadlineCancelledContract,
  DeadlineEscalatedContract,
  DeadlineMetContract,
  DeadlineNotStartedContract,
  DeadlineStartedContract,
  DeadlineWarnedContract,
  encodeEvent,
  type ClockReference,
  type EventContract,
  type OutgoingMessage,
  type Topics,
} from '#libs/contracts';

import { derivedId } from './clock-id.js';
import type { ClockStep } from './clock-start.js';
import type { Publication } from './fact.js';
import type { Notice } from './notice.js';
import type { ClockEnd, WatchedClock } from './referral-clocks.js';

/** Of which referral, when, and by whom it is said. */
export interface Saying {
  readonly topics: Topics;
  /** Id of the partnership, which its lead is called by. */
  readonly partnership: string;
  readonly contactOf: ClockPolicy['contactOf'];
  readonly referralId: string;
  readonly publication: Publication;
  /** The database's time. */
  readonly now: string;
}

export const WATCH_SOURCE = '/deadline-watch';

/** One id for one thing said, however often it is worked out. */
export function noticeId(clockId: string, name: string): string {
  return derivedId(clockId, name);
}

/** A notice as a message for the agency that the clock runs against. Ids, codes, times and the explanation. */
export function noticeMessage(clock: WatchedClock, notice: Notice, saying: Saying): OutgoingMessage {
  const { referralId } = saying;
  const { start, against: agency, owner: organisation } = clock;
  const common = { referralId, agency, organisation };
  const topicOf = notice.kind === 'started' ? beganWith(clock).agency : agency;
  const send = <Data>(contract: EventContract<Data>, data: Data): OutgoingMessage => message(contract, clock, notice, saying, topicOf, data);
  if (notice.kind === 'not-started' || start.dueAt === null) {
    const { clockId, ruleId: rule, anchorAt, explanation } = start;
    return send(DeadlineNotStartedContract, { ...common, clockId, rule, anchorAt, reason: start.refusal ?? 'unknown', explanation });
  }
  const told = { ...common, clock: referenceTo(clock, start.dueAt) };
  switch (notice.kind) {
    case 'started':
      return send(DeadlineStartedContract, { ...told, ...beganWith(clock), because: start.because, plan: start.steps });
    case 'step':
      return stepMessage(send, told, clock, notice.index, saying);
    case 'ended':
      return endMessage(send, told, notice.end, start.dueAt);
  }
}

/** A start is told as it was, also when the referral has gone on meanwhile: a rebuild takes its word for it. */
function beganWith({ start, against, owner }: WatchedClock): { readonly agency: string; readonly organisation: string } {
  return { agency: start.agency, organisation: owner === against ? start.agency : owner };
}

type Send = <Data>(contract: EventContract<Data>, data: Data) => OutgoingMessage;
type Told = { readonly referralId: string; readonly agency: string; readonly organisation: string; readonly clock: ClockReference };

function stepMessage(send: Send, told: Told, { start, owner }: WatchedClock, index: number, { now, partnership, contactOf, publication }: Saying): OutgoingMessage {
  const step = start.steps[index];
  if (step === undefined) throw new Error(`a clock of ${start.ruleId} has no step ${index + 1}: a bug`);
  const { kind, at, role, percent, starts } = step;
  const taken = { ...told, step: index + 1, at, raisedAt: now };
  if (kind === 'breach' || role === undefined) return send(DeadlineBreachedContract, taken);
  const organisation = calledBy(role, owner, partnership, publication);
  const contact = contactOf(told.agency, role);
  const call = { ...taken, organisation, role, ...(contact !== null && { contact }) };
  if (kind === 'warning') return send(DeadlineWarnedContract, { ...call, percent: percent ?? 1 });
  return send(DeadlineEscalatedContract, { ...call, ...(starts !== undefined && { starts }) });
}

/** A role is held in one organisation: the one that is to act, the force that referred, or the partnership. */
function calledBy(role: NonNullable<ClockStep['role']>, owner: string, partnership: string, { force }: Publication): string {
  if (role === 'referrer') return force;
  return role === 'partnership-lead' ? partnership : owner;
}

function endMessage(send: Send, told: Told, { outcome, by, at }: ClockEnd, dueAt: string): OutgoingMessage {
  const late = Math.ceil((Date.parse(at) - Date.parse(dueAt)) / 1_000);
  return outcome === 'met'
    ? send(DeadlineMetContract, { ...told, by, at, ...(late > 0 && { lateSeconds: late }) })
    : send(DeadlineCancelledContract, { ...told, by, at, ...(late > 0 && { breachedSeconds: late }) });
}

function referenceTo({ start }: WatchedClock, dueAt: string): ClockReference {
  const { clockId: id, ruleId: rule, ruleVersion, anchor, anchorAt, calendarId, calendarVersion, explanation } = start;
  return {
    id, rule, ruleVersion, anchor, anchorAt, dueAt, explanation,
    ...(calendarId !== null && { calendar: calendarId }),
    ...(calendarVersion !== null && { calendarVersion }),
  };
}

function message<Data>(
  contract: EventContract<Data>, { start }: WatchedClock, { name }: Notice, saying: Saying, agency: string, data: Data,
): OutgoingMessage {
  const { topics, referralId, publication, now } = saying;
  return encodeEvent(contract, {
    topic: topics.escalation(agency), key: publication.caseKey, id: noticeId(start.clockId, name), source: WATCH_SOURCE, subject: referralId,
    time: now, correlationId: publication.correlationId, data,
  });
}
