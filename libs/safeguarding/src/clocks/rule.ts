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
  'NO_HOLDER',
] as const;
export type ClockRuleId = (typeof CLOCK_RULE_IDS)[number];

/** The events that start a clock. */
export type AnchorEvent =
  | 'referral-published'
  | 'la-ack-breached'
  | 'strategy-discussion-held'
  | 'section-47-started'
  | 'assessment-started'
  | 'child-returned'
  | 'no-holder'
  | 'reasonable-grounds';

/** The events that meet a clock. A rung counts if the organisation that the clock runs against stated it. */
export type StopEvent =
  | Extract<Rung, 'opened' | 'accepted' | 'decided'>
  | 'conference-held'
  | 'assessment-completed'
  | 'return-interview-held'
  | 'referrer-followed-up'
  /** A person acknowledged the correction that started the clock, or a later one. */
  | 'correction-acknowledged';

/** The events that end a clock because its duty no longer exists. */
export type CancelEvent =
  | 'referral-withdrawn'
  | 'another-agency-asked'
  /** An agency that has ended was succeeded, and its successor has a clock of its own about the same duty. */
  | 'handed-over'
  /** The end of an agency was recorded in error. */
  | 'end-taken-back'
  | 'conference-not-required'
  | 'assessment-not-required'
  | 'return-interview-declined'
  /** The child was recorded as found in error. */
  | 'child-not-returned'
  /** The child was taken out of the referral. */
  | 'child-removed'
  /** A correction took the domestic abuse, or every child of this agency's notice, out of the referral. */
  | 'grounds-taken-back';

/**
 * The authority behind a rule. Parliament and departments change `law` and `statutory-guidance`; `census` only measures; the
 * partnership changes `local-policy`.
 */
export type Authority = 'law' | 'statutory-guidance' | 'census' | 'local-policy';

interface RuleHeader {
  readonly id: ClockRuleId;
  readonly version: number;
  readonly title: string;
  readonly anchor: AnchorEvent;
  readonly stops: readonly StopEvent[];
  readonly cancels: readonly CancelEvent[];
  /**
   * The answers to a clock that a correction started, if the agency was sent that correction: those after its delivery, because an earlier
   * reading cannot have shown what the correction added. Absent for a rule whose clock no correction starts, or whose answers are acts and no readings.
   */
  readonly answersAfterCorrection?: 'after-delivery-of-correction';
  readonly authority: Authority;
  readonly source: Source;
  /** First and last day (ISO local dates) on which an anchor starts this version; no last day means still in force. */
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
  /**
   * The last moment that is in time: the due time itself, to the millisecond. An answer a millisecond later is late, although a
   * clock on the wall shows the same minute, because no source gives a minute more.
   */
  readonly inTimeUntil: 'due-time-included';
  /** Parts of the allowed time after which a warning is due, ascending, each between 0 and 1. */
  readonly warnAt: readonly number[];
  /** Id of the escalation chain after a breach; null for a clock that only measures. */
  readonly escalation: string | null;
}

/** Real hours, across weekends, holidays and clock changes. */
export interface ElapsedRule extends RuleHeader {
  readonly kind: 'elapsed';
  readonly limitHours: number;
  readonly calendar: 'none';
}

/** Due at the end of the n-th working day; a {@link CutOffPolicy} defines the end of a working day. */
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
  /** Time that has started continues after closing. A clock that starts while the hub is closed runs from the next opening. */
  readonly runsPastClosing: boolean;
}

/** Before the next school day starts, by the child's own school's calendar. */
export interface SchoolDayRule extends RuleHeader {
  readonly kind: 'school-day';
  readonly calendar: 'school-terms';
  /** Id of the policy that defines the start of a local authority's working day, for a child who is educated at home. */
  readonly cutOff: string;
}

/** Due at once when its anchor happens. */
interface EventRule extends RuleHeader {
  readonly kind: 'event';
  readonly calendar: 'none';
}

/** A clock's rule, as data. One id can have several versions, and one version several anchors, each with its own row. */
export type ClockRule = ElapsedRule | WorkingDayRule | WorkingHoursRule | SchoolDayRule | EventRule;
export type ClockKind = ClockRule['kind'];

/** The start and end of a working day, and the cut-off. Always local policy. */
export interface CutOffPolicy {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Local times. */
  readonly workingDayStartsAt: string;
  readonly workingDayEndsAt: string;
  /**
   * An event from this local time on, or on a day that is not a working day, counts as an event of the next working day. Null:
   * it counts on its own day, at any hour. A cut-off makes every limit longer.
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
