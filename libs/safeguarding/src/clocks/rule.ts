import type { Rung } from '#libs/contracts';

import type { LocalDate } from '../calendars/local-time.js';
import type { Source } from '../source.js';

export const CLOCK_RULE_IDS = [
  'LA_ACK',
  'CHASE',
  'STRATEGY_TO_ICPC',
  'ASSESSMENT',
  'RETURN_INTERVIEW',
  'SCHOOL_NOTICE',
  'HUB_RED',
  'HUB_AMBER',
  'HUB_GREEN',
] as const;
export type ClockRuleId = (typeof CLOCK_RULE_IDS)[number];

/** What starts a clock. */
export type AnchorEvent =
  | 'referral-published'
  | 'la-ack-breached'
  | 'strategy-discussion-held'
  | 'section-47-started'
  | 'assessment-started'
  | 'child-returned'
  | 'reasonable-grounds';

/** What meets a clock. A rung is one stated by the organisation that the clock runs against. */
export type StopEvent =
  | Extract<Rung, 'opened' | 'accepted' | 'decided'>
  | 'conference-held'
  | 'assessment-completed'
  | 'return-interview-held'
  | 'referrer-followed-up';

/** What ends a clock because the duty itself is gone. */
export type CancelEvent =
  'referral-withdrawn' | 'conference-not-required' | 'assessment-not-required' | 'return-interview-declined';

/**
 * Whose rule it is. `law` and `statutory-guidance` are changed by Parliament and departments, `census` only counts, and
 * `local-policy` is the partnership's own to change.
 */
export type Authority = 'law' | 'statutory-guidance' | 'census' | 'local-policy';

interface RuleHeader {
  readonly id: ClockRuleId;
  readonly version: number;
  readonly title: string;
  readonly anchor: AnchorEvent;
  readonly stops: readonly StopEvent[];
  readonly cancels: readonly CancelEvent[];
  readonly authority: Authority;
  readonly source: Source;
  /** First and last day (ISO local dates) on which an anchor starts this version; no last day means still in force. */
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
  /** Parts of the allowed time after which a warning is due, ascending, each between 0 and 1. */
  readonly warnAt: readonly number[];
  /** Id of the escalation chain to walk when it is breached; null where it is only counted. */
  readonly escalation: string | null;
}

/** Real hours, across weekends, holidays and clock changes. */
export interface ElapsedRule extends RuleHeader {
  readonly kind: 'elapsed';
  readonly limitHours: number;
  readonly calendar: 'none';
}

/** To the end of the working day that many working days later; what a working day's end is, a {@link CutOffPolicy} says. */
export interface WorkingDayRule extends RuleHeader {
  readonly kind: 'working-day';
  readonly limitWorkingDays: number;
  readonly calendar: 'bank-holidays';
  /** Id of the policy. */
  readonly cutOff: string;
}

/** Hours during which the hub is open. */
export interface WorkingHoursRule extends RuleHeader {
  readonly kind: 'working-hours';
  readonly limitHours: number;
  readonly calendar: 'hub-hours';
  /** Once it has begun it runs on past closing. What arrives while the hub is closed begins at the next opening. */
  readonly runsPastClosing: boolean;
}

/** Before the next school day starts, by the child's own school's calendar. */
export interface SchoolDayRule extends RuleHeader {
  readonly kind: 'school-day';
  readonly calendar: 'school-terms';
  /** Id of the policy that says when a local authority's working day starts, for a child who is educated at home. */
  readonly cutOff: string;
}

/** Due at once when its anchor happens. */
export interface EventRule extends RuleHeader {
  readonly kind: 'event';
  readonly calendar: 'none';
}

/** A clock's rule, as data. One id can have several versions, and one version several anchors, each with its own row. */
export type ClockRule = ElapsedRule | WorkingDayRule | WorkingHoursRule | SchoolDayRule | EventRule;
export type ClockKind = ClockRule['kind'];

/** When a working day starts and ends, and what arrives too late to count for it. Always local policy. */
export interface CutOffPolicy {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Local times. */
  readonly workingDayStartsAt: string;
  readonly workingDayEndsAt: string;
  /**
   * From this local time on, and on days that are not working days, what arrives counts as arrived on the next working
   * day. Null: it counts from the day on which it arrived, whatever the hour. A cut-off makes every limit longer.
   */
  readonly cutOffAt: string | null;
  readonly source: Source;
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
}

/** Whether a version is in force on a day. */
export function inForce(
  { effectiveFrom, effectiveTo }: Pick<ClockRule | CutOffPolicy, 'effectiveFrom' | 'effectiveTo'>,
  day: LocalDate,
): boolean {
  return effectiveFrom <= day && (effectiveTo === undefined || day <= effectiveTo);
}
