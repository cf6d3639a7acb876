import { EXAMPLE_IDS } from '../../http/examples.js';
import type { ClockReference } from '../clock-reference.js';
import type {
  DeadlineBreached, DeadlineCancelled, DeadlineEscalated, DeadlineMet, DeadlineNotStarted, DeadlineStarted,
  DeadlineSuperseded, DeadlineWarned,
} from '../deadlines.js';
import type { InvalidExample } from '../event-contract.js';

type Examples<T> = Readonly<Record<string, T>>;
type Invalid = Readonly<Record<string, InvalidExample>>;

const referralId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01';
const acknowledge = {
  id: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e01',
  rule: 'LA_ACK',
  ruleVersion: 1,
  anchor: 'referral-published',
  anchorAt: '2026-05-22T17:00:00.000Z',
  calendar: 'bank-holidays/england-and-wales',
  calendarVersion: '2026-02-25',
  dueAt: '2026-05-26T16:00:00.000Z',
  explanation: 'due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday',
} satisfies ClockReference;
const interview = {
  id: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e02',
  rule: 'RETURN_INTERVIEW',
  ruleVersion: 1,
  childId: EXAMPLE_IDS.child,
  episodeId: EXAMPLE_IDS.episode,
  anchor: 'child-returned',
  anchorAt: '2026-05-23T02:10:00.000Z',
  dueAt: '2026-05-26T02:10:00.000Z',
  explanation: 'due Tue 26 May 2026 03:10 BST: 72 hours after Sat 23 May 2026 03:10 BST',
} satisfies ClockReference;
const { dueAt: _, ...withoutDueTime } = interview;

const against = { referralId, agency: 'northshire-csc', organisation: 'northshire-csc' };

export const started: Examples<DeadlineStarted> = {
  'one-working-day': {
    ...against,
    clock: acknowledge,
    because: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0b01',
    plan: [
      { kind: 'warning', at: '2026-05-26T12:00:00.000Z', role: 'duty-contact', percent: 50 },
      { kind: 'breach', at: '2026-05-26T16:00:00.000Z' },
      { kind: 'escalation', at: '2026-05-26T16:00:00.000Z', role: 'referrer', starts: 'CHASE' },
    ],
  },
  'real-hours': { ...against, clock: interview, because: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0b02', plan: [] },
  'from-a-corrected-time': {
    ...against,
    clock: {
      ...interview, id: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e04', supersedes: interview.id, anchorAt: '2026-05-23T01:40:00.000Z', dueAt: '2026-05-26T01:40:00.000Z',
      explanation: 'due Tue 26 May 2026 02:40 BST: 72 hours after Sat 23 May 2026 02:40 BST',
    },
    because: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0b03',
    plan: [],
  },
};
export const invalidStarted: Invalid = {
  'rule-in-words': {
    pointer: '/clock/rule', code: 'pattern', data: { ...started['real-hours'], clock: { ...interview, rule: 'return interview' } },
  },
  'without-a-due-time': { pointer: '/clock/dueAt', code: 'required', data: { ...started['real-hours'], clock: withoutDueTime } },
};

const warning = {
  ...against, clock: acknowledge, role: 'duty-contact', step: 1, percent: 50, at: '2026-05-26T12:00:00.000Z', raisedAt: '2026-05-26T12:00:00.412Z',
} satisfies DeadlineWarned;
export const warned: Examples<DeadlineWarned> = {
  'at-half': { ...warning, contact: 'csc-duty-01' },
  'at-four-fifths': { ...warning, step: 2, percent: 80, at: '2026-05-26T14:24:00.000Z', raisedAt: '2026-05-26T14:24:00.250Z', contact: 'csc-duty-01' },
  'role-without-contact': warning,
};
export const invalidWarned: Invalid = {
  'after-everything': { pointer: '/percent', code: 'range', data: { ...warning, percent: 100 } },
  'to-a-person': { pointer: '/role', code: 'pattern', data: { ...warning, role: 'Sam Example' } },
  'by-a-name': { pointer: '/contact', code: 'pattern', data: { ...warning, contact: 'Sam Example' } },
  'contact-null': { pointer: '/contact', code: 'type', data: { ...warning, contact: null } },
};

const breach = {
  ...against, clock: acknowledge, step: 3, at: '2026-05-26T16:00:00.000Z', raisedAt: '2026-05-26T16:00:00.377Z',
} satisfies DeadlineBreached;
export const breached: Examples<DeadlineBreached> = {
  'at-once': breach, 'after-a-stoppage': { ...breach, raisedAt: '2026-05-27T16:12:40.000Z' },
};
export const invalidBreached: Invalid = {
  'local-time': { pointer: '/at', code: 'format', data: { ...breach, at: '2026-05-26T17:00:00' } },
  'step-nought': { pointer: '/step', code: 'range', data: { ...breach, step: 0 } },
};

const call = { ...breach, role: 'manager', step: 5 } satisfies DeadlineEscalated;
export const escalated: Examples<DeadlineEscalated> = {
  'to-the-manager': { ...call, contact: 'csc-manager-01' },
  'to-the-partnership-lead': { ...call, organisation: 'northshire', role: 'partnership-lead', step: 7, contact: 'nsp-lead-01' },
  'to-the-referrer': { ...call, organisation: 'northshire-police', role: 'referrer', step: 6, starts: 'CHASE' },
};
export const invalidEscalated: Invalid = {
  'to-a-person': { pointer: '/role', code: 'pattern', data: { ...call, role: 'Sam Example' } },
  'never-made': { pointer: '/raisedAt', code: 'type', data: { ...call, raisedAt: null } },
  'by-an-address': { pointer: '/contact', code: 'pattern', data: { ...call, contact: 'sam@example.org' } },
};

const end = { ...against, clock: acknowledge, by: 'accepted', at: '2026-05-26T15:59:00.000Z' } satisfies DeadlineMet;
export const met: Examples<DeadlineMet> = {
  'in-time': end,
  'an-hour-late': { ...end, at: '2026-05-26T17:00:00.000Z', lateSeconds: 3_600 },
  'copy-for-the-agency-that-redirected': { ...end, against: 'northmoor-csc', organisation: 'northmoor-csc' },
  'stated-after-the-due-time': { ...end, statedAt: '2026-05-26T16:20:00.000Z' },
};
export const invalidMet: Invalid = {
  'not-late': { pointer: '/lateSeconds', code: 'range', data: { ...end, lateSeconds: 0 } },
  'by-a-person': { pointer: '/by', code: 'pattern', data: { ...end, by: 'Sam Example' } },
};

const gone = { ...end, by: 'referral-withdrawn' } satisfies DeadlineCancelled;
export const cancelled: Examples<DeadlineCancelled> = {
  withdrawn: gone, 'after-the-breach': { ...gone, at: '2026-05-26T17:00:00.000Z', breachedSeconds: 3_600 },
};
export const invalidCancelled: Invalid = {
  'not-a-length': { pointer: '/breachedSeconds', code: 'type', data: { ...gone, breachedSeconds: 'an hour' } },
  'by-a-person': { pointer: '/by', code: 'pattern', data: { ...gone, by: 'Sam Example' } },
};

const { id: clockId, rule, anchor, anchorAt, childId, episodeId, dueAt, explanation } = interview;
const overtaken = {
  ...against, clockId, rule, anchor, anchorAt, childId, episodeId, dueAt, explanation, by: 'anchor-corrected', at: '2026-05-23T09:30:00.000Z',
} satisfies DeadlineSuperseded;
export const superseded: Examples<DeadlineSuperseded> = {
  corrected: overtaken,
  'after-the-breach': { ...overtaken, at: '2026-05-26T03:10:00.000Z', breachedSeconds: 3_600 },
  'without-a-due-time': {
    ...against, clockId: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e05', rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: '2025-11-20T10:00:00.000Z', by: 'anchor-corrected',
    at: '2026-05-24T21:30:00.000Z',
    explanation: 'No clock of SCHOOL_NOTICE was started. The rule SCHOOL_NOTICE needs the calendar of the child\'s school.',
  },
};
export const invalidSuperseded: Invalid = {
  'by-a-person': { pointer: '/by', code: 'pattern', data: { ...overtaken, by: 'Sam Example' } },
  'no-time': { pointer: '/at', code: 'required', data: { ...overtaken, at: undefined } },
};

const refused = {
  ...against,
  agency: 'hilltop-school',
  organisation: 'hilltop-school',
  clockId: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e03',
  rule: 'SCHOOL_NOTICE',
  anchor: 'reasonable-grounds',
  anchorAt: '2027-09-03T10:00:00.000Z',
  reason: 'outside-coverage',
  explanation: 'No clock of SCHOOL_NOTICE was started. The calendar school-terms/142001 covers 2025-09-01 to 2027-08-31. Load a version that covers it.',
} satisfies DeadlineNotStarted;
export const notStarted: Examples<DeadlineNotStarted> = {
  'calendar-ends-too-early': refused,
  'terms-not-known': {
    ...refused, reason: 'calendar-missing',
    explanation: 'No clock of SCHOOL_NOTICE was started. The rule SCHOOL_NOTICE needs the calendar of the child\'s school.',
  },
};
export const invalidNotStarted: Invalid = {
  'without-a-reason': { pointer: '/reason', code: 'pattern', data: { ...refused, reason: 'No calendar' } },
  'with-a-due-time': { pointer: '/dueAt', code: 'unknown-field', data: { ...refused, dueAt: refused.anchorAt } },
};
