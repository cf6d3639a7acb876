import type { ClockStateName } from '#libs/contracts';
import { NATIONAL_RULES } from '#libs/safeguarding';

import { CLOCK_CANCELS, CLOCK_STOPS, inWords, supersededVerb, textOf } from './codes.js';
import { aboutChild, type Subject } from './subject.js';
import { between, type Times } from './times.js';

/** A call of a role about a clock. */
export interface CallFacts {
  readonly kind: 'warned' | 'escalated';
  readonly organisation: string;
  readonly role: string;
  readonly contact?: string | undefined;
  /** When it was due by the plan of the clock. */
  readonly dueAt: string;
  /** When it was made: later than due if the exchange was down. */
  readonly raisedAt: string;
}

/** A clock as the audit, an inbox or a status knows it. */
export interface ClockFacts extends Subject {
  readonly rule: string;
  /** The kind of event that it counts from. */
  readonly anchor?: string | undefined;
  /** The organisation that has the duty. */
  readonly organisation: string;
  /** The agency that it runs against, where that is another one. */
  readonly agency?: string | undefined;
  readonly state: ClockStateName;
  readonly dueAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly endedBy?: string | undefined;
  readonly statedAt?: string | undefined;
  /** The agency that it started against, where that agency redirected the referral. */
  readonly passedOnBy?: string | undefined;
  /** For a clock that counts from a corrected time: the clock that counted from the time before. */
  readonly supersedes?: string | undefined;
  readonly explanation?: string | undefined;
  readonly calls?: readonly CallFacts[] | undefined;
}

/** A call that was raised less than this late counts as raised in time, because the watch looks at intervals. */
const RAISED_LATE_MS = 60_000;

/** The state of a clock in words: `due …`, `OVERDUE …, breached by 2 h`, `met late …, by 2 h`. @param now the time of the answer (RFC 3339). */
export function clockState(clock: ClockFacts, times: Times, now: string): string {
  const { state, dueAt, endedAt, endedBy, statedAt } = clock;
  const wasDue = dueAt === undefined ? 'it had no due time' : `was due ${times.at(dueAt)}`;
  const ended = endedAt === undefined ? '' : ` ${times.at(endedAt)}`;
  const stop = endedBy === undefined ? '' : ` with ${textOf(CLOCK_STOPS, endedBy)}`;
  switch (state) {
    case 'running':
      return `running, due ${dueAt === undefined ? 'at an unknown time' : times.at(dueAt)}`;
    case 'breached':
      return `OVERDUE, ${wasDue}${dueAt === undefined ? '' : `, breached by ${between(dueAt, now)}`}`;
    case 'met':
      return `met in time${ended}${stop}, ${wasDue}${statedAt === undefined ? '' : `; stated only ${times.at(statedAt)}, after the due time: it counts as claimed, and the breach stays`}`;
    case 'met-late':
      return `met late${ended}${stop}, ${wasDue}${dueAt === undefined || endedAt === undefined ? '' : `, late by ${between(dueAt, endedAt)}`}`;
    case 'cancelled':
      return `ended${ended}${endedBy === undefined ? '' : `, because ${textOf(CLOCK_CANCELS, endedBy)}`}, ${wasDue}${breachBefore(clock)}`;
    case 'superseded':
      return `${supersededVerb(endedBy)}${ended}, because ${textOf(CLOCK_CANCELS, endedBy ?? 'anchor-corrected')}, ${wasDue}${breachBefore(clock)}`;
    case 'not-started':
      return 'no due time, because a calendar is missing; the duty exists all the same';
  }
}

/** The rule whose duty is the referrer's. The duty of any other clock passes to the force only where the agency has ended. */
export const REFERRERS_RULE = 'CHASE';

const OF_CENSUS: ReadonlySet<string> = new Set(NATIONAL_RULES.filter(({ authority }) => authority === 'census').map(({ id, anchor }) => `${id} ${anchor}`));

/** `ASSESSMENT`, or `ASSESSMENT (as the census counts it)`: the census counts the duty of the same rule from another event. */
export function ruleName({ rule, anchor = '' }: Pick<ClockFacts, 'rule' | 'anchor'>): string {
  return OF_CENSUS.has(`${rule} ${anchor}`) ? `${rule} (as the census counts it)` : rule;
}

type NamedClock = Pick<ClockFacts, keyof Subject | 'rule' | 'anchor' | 'organisation' | 'agency' | 'passedOnBy' | 'supersedes'>;

/** `LA_ACK of northshire-csc, about child …`. The clock of an ended agency keeps the name of the agency, and names the organisation that has to act. */
export function clockName({ rule, anchor, organisation, agency, passedOnBy, supersedes, ...subject }: NamedClock): string {
  const name = ruleName({ rule, anchor });
  const about = `${passedOnBy === undefined ? '' : `, passed on by ${passedOnBy}`}${aboutChild(subject)}${supersedes !== undefined ? ', from a corrected time' : ''}`;
  if (agency === undefined || agency === organisation) return `${name} of ${organisation}${about}`;
  return rule === REFERRERS_RULE
    ? `${name} of ${organisation} about ${agency}${about}`
    : `${name} of ${agency}${about} (it has ended: ${organisation} has to act)`;
}

/** A clock in one line, with the explanation of its due time, and one line for each call. */
export function clockLines(clock: ClockFacts, times: Times, now: string): readonly string[] {
  const { explanation, calls = [] } = clock;
  return [
    `${clockName(clock)}: ${clockState(clock, times, now)}${explanation === undefined ? '' : ` (${explanation})`}`,
    ...calls.map((call) => `  ${callSentence(call, times)}`),
  ];
}

/** "2026-05-26 17:00:00 BST called the duty contact of northshire-csc (csc-duty-01)", with both times of a call that was raised late. */
export function callSentence({ kind, organisation, role, contact, dueAt, raisedAt }: CallFacts, times: Times): string {
  const verb = kind === 'warned' ? 'warned' : 'called';
  const isLate = Date.parse(raisedAt) - Date.parse(dueAt) >= RAISED_LATE_MS;
  return `${times.at(raisedAt)} ${verb} the ${inWords(role)} of ${organisation}${contact === undefined ? '' : ` (${contact})`}${isLate ? `, late: it was due ${times.at(dueAt)}` : ''}`;
}

/** A breach is never undone, so the end of a clock names it. */
function breachBefore({ dueAt, endedAt }: ClockFacts): string {
  if (dueAt === undefined || endedAt === undefined || Date.parse(endedAt) <= Date.parse(dueAt)) return '';
  return `; it had been breached for ${between(dueAt, endedAt)}`;
}
