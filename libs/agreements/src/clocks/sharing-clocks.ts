import type { DueTime, Expectation, Grade } from '#libs/contracts';
import {
  HUB_RULE_OF_GRADE, ruleInForce, startClock, toLocalTime, type AnchorEvent, type ClockKind, type ClockRule, type ClockRuleId,
} from '#libs/safeguarding';

import type { ClockPolicy } from './clock-policy.js';

/** What the clocks of a sharing follow from, besides the sharing: as it was at publication, whatever is corrected later. */
export interface CountedReferral {
  readonly grade: Grade;
  /** Types, and flags where they are known. */
  readonly concernTypes: readonly string[];
  /** When the police had reasonable grounds. UTC, milliseconds. */
  readonly groundsAt: string;
}

/** An agency that was sent a copy, as much as its clocks need. */
export interface CountedSharing {
  readonly agency: string;
  readonly expectation: Expectation;
  readonly purpose: string;
  /** When it was shared. UTC, milliseconds. */
  readonly at: string;
  /** It is told about children whom no school can be told about. */
  readonly inPlaceOfSchool?: boolean;
}

/** A clock that begins because somebody was sent a copy. */
export interface ClockToStart {
  readonly rule: ClockRuleId;
  readonly anchor: AnchorEvent;
  readonly at: string;
}

const DOMESTIC_ABUSE = 'domestic-abuse';
/** Purposes of a notice in a school's place, where a sharing does not say so itself. */
const IN_PLACE_OF_SCHOOL: readonly string[] = ['pupil-support', 'support-without-school'];

/** The clocks that begin with a sharing. The one place that says so: what the publisher tells is what the watch counts. */
export function clocksOfSharing(sharing: CountedSharing, { grade, concernTypes, groundsAt }: CountedReferral, policy: ClockPolicy): readonly ClockToStart[] {
  const { agency, expectation, at } = sharing;
  const kind = policy.agency(agency)?.kind;
  const hubRule = HUB_RULE_OF_GRADE[grade];
  const decides = expectation === 'acknowledge-and-decide' && kind === 'childrens-social-care';
  return [
    ...(decides ? [{ rule: 'LA_ACK', anchor: 'referral-published', at } as const] : []),
    ...(decides && hubRule !== null ? [{ rule: hubRule, anchor: 'referral-published', at } as const] : []),
    ...(concernTypes.includes(DOMESTIC_ABUSE) && isSchoolNotice(sharing, kind)
      ? [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', at: groundsAt } as const]
      : []),
  ];
}

function isSchoolNotice({ purpose, inPlaceOfSchool }: CountedSharing, kind: string | undefined): boolean {
  return kind === 'school' || (kind === 'childrens-social-care' && (inPlaceOfSchool ?? IN_PLACE_OF_SCHOOL.includes(purpose)));
}

/**
 * By when an agency is to answer, by each clock that begins with the sharing. Where a calendar does not reach there is no
 * due time, and the explanation says what has to be supplied.
 */
export function dueTimes(sharing: CountedSharing, referral: CountedReferral, policy: ClockPolicy): readonly DueTime[] {
  return clocksOfSharing(sharing, referral, policy).flatMap((clock) => dueTime(clock, sharing.agency, policy) ?? []);
}

/** Undefined where the rule is not in force on the day: then there is no duty. */
function dueTime({ rule, anchor, at }: ClockToStart, agency: string, policy: ClockPolicy): DueTime | undefined {
  const version = ruleInForce(policy.rules, rule, anchor, toLocalTime(Date.parse(at)).date);
  if (!version.ok) return undefined;
  return { rule, ruleVersion: version.value.version, anchor, anchorAt: at, ...counted(version.value, at, agency, policy) };
}

type Counted = Pick<DueTime, 'dueAt' | 'explanation'>;

/** Of the last minutes, by policy: a thousand referrals of one minute are due at one time, and for one reason. */
const known = new WeakMap<ClockPolicy, Map<string, Counted>>();
const MOST_KNOWN = 2_000;
/** Kinds whose due time is a time of day: nothing below a minute makes a difference to it, nor to the sentence. */
const BY_THE_MINUTE: readonly ClockKind[] = ['working-day', 'school-day'];
const MINUTE_MS = 60_000;

function counted(rule: ClockRule, at: string, agency: string, policy: ClockPolicy): Counted {
  if (!BY_THE_MINUTE.includes(rule.kind)) return count(rule, at, agency, policy);
  const minutes = known.get(policy) ?? new Map<string, Counted>();
  known.set(policy, minutes);
  const key = `${agency} ${rule.id} ${rule.version} ${rule.anchor} ${Math.floor(Date.parse(at) / MINUTE_MS)}`;
  const found = minutes.get(key);
  if (found !== undefined) return found;
  if (minutes.size >= MOST_KNOWN) minutes.clear();
  const made = count(rule, at, agency, policy);
  minutes.set(key, made);
  return made;
}

function count(rule: ClockRule, at: string, agency: string, policy: ClockPolicy): Counted {
  // Warnings change nothing about the due time, and walking the days for them is most of the work.
  const clock = startClock({ ...rule, warnAt: [] }, at, policy.calendarsOf(agency));
  return clock.ok ? { dueAt: clock.value.dueAt, explanation: clock.value.explanation } : { explanation: clock.error.message };
}
