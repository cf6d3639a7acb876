import type { Failure } from '#libs/kernel';

import type { BankHolidayCalendar } from '../calendars/bank-holiday-calendar.js';
import type { HubCalendar } from '../calendars/hub-calendar.js';
import type { SchoolCalendar } from '../calendars/school-calendar.js';
import type { VersionedReference } from '../source.js';
import type { AnchorEvent, CancelEvent, ClockKind, ClockRuleId, CutOffPolicy, StopEvent } from './rule.js';

/** The calendars that a clock may need. A rule that needs a missing calendar is refused; nothing is assumed in its place. */
export interface Calendars {
  readonly bankHolidays: BankHolidayCalendar;
  /** Policies on working days, in all their versions. */
  readonly cutOffs: readonly CutOffPolicy[];
  /** The calendar of the hub that the clock runs against. */
  readonly hub?: HubCalendar;
  /** The school of the child that a notification is about. */
  readonly school?: SchoolPlace;
}

/** Where a child learns: it decides the recipient of a domestic abuse notice, and its calendar. */
type SchoolPlace =
  | { readonly kind: 'enrolled'; readonly calendar: SchoolCalendar }
  | { readonly kind: 'home-educated'; readonly localAuthority: string };

/** The recipient of a notice about a child: the school, or the local authority for a child educated at home. */
export function noticeRecipient(
  place: SchoolPlace,
): { readonly kind: 'school'; readonly urn: string } | { readonly kind: 'local-authority'; readonly agency: string } {
  return place.kind === 'enrolled'
    ? { kind: 'school', urn: place.calendar.urn }
    : { kind: 'local-authority', agency: place.localAuthority };
}

/**
 * A clock that was started, with all facts that its later state and the proof of its due time need. It never changes. Times are
 * UTC, RFC 3339 with milliseconds.
 */
export interface DeadlineClock {
  readonly ruleId: ClockRuleId;
  readonly ruleVersion: number;
  readonly kind: ClockKind;
  readonly anchor: AnchorEvent;
  readonly anchorAt: string;
  /** The calendar of the calculation; null for real hours, which need none. */
  readonly calendarId: string | null;
  readonly calendarVersion: string | null;
  /** The local policy on working days of the calculation; null if none was used. */
  readonly cutOff: VersionedReference | null;
  /** The last instant at which the duty is fulfilled in time. */
  readonly dueAt: string;
  /** For people: `due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday`. */
  readonly explanation: string;
  readonly warnings: readonly ClockWarning[];
  readonly stops: readonly StopEvent[];
  readonly cancels: readonly CancelEvent[];
  readonly escalation: string | null;
}

export interface ClockWarning {
  /** Part of the allowed time that has passed, such as 0.8. */
  readonly fraction: number;
  readonly at: string;
}

/**
 * Why no clock was started. An operator has to act on it, because the duty exists nevertheless.
 * - `anchor-unreadable`: the time is not RFC 3339 with an offset;
 * - `rule-not-in-force`, `policy-not-in-force`: there is no such rule or policy on that day;
 * - `calendar-missing`: the rule needs a calendar, or a policy of another id, that was not given;
 * - `outside-coverage`: a calendar does not cover all the days that are needed.
 */
export type ClockRefusal = Failure<
  'anchor-unreadable' | 'rule-not-in-force' | 'policy-not-in-force' | 'calendar-missing' | 'outside-coverage'
> & {
  readonly ruleId: ClockRuleId;
};
