import type { DueTime, Expectation, Grade } from '#libs/contracts';
import {
  HUB_RULE_OF_GRADE, ruleInForce, startClock, toLocalTime, type AnchorEvent, type ClockKind, type ClockRule, type ClockRuleId,
} from '#libs/safeguarding';

import type { ClockPolicy } from './clock-policy.js';

/** The facts of the referral that decide the clocks of a sharing, as published: a later correction does not change them. */
export interface CountedReferral {
  readonly grade: Grade;
  /** Types, with the flags if they are known. */
  readonly concernTypes: readonly string[];
  /** The time of the police's reasonable grounds. UTC, milliseconds. */
  readonly groundsAt: string;
}

/** An agency that was sent a copy, with the facts that its clocks need. */
export interface CountedSharing {
  readonly agency: string;
  readonly expectation: Expectation;
  readonly purpose: string;
  /** When it was shared. UTC, milliseconds. */
  readonly at: string;
  /** True for a notice about children without a school that can be notified. */
  readonly inPlaceOfSchool?: boolean;
}

/** A clock that starts because an agency was sent a copy. */
export interface ClockToStart {
  readonly rule: ClockRuleId;
  readonly anchor: AnchorEvent;
  readonly at: string;
}

const DOMESTIC_ABUSE = 'domestic-abuse';
/** The purposes of a notice in place of a school, for a sharing without that mark. */
const IN_PLACE_OF_SCHOOL: readonly string[] = ['pupil-support', 'support-without-school'];

/**
 * The clocks that start with a sharing. Publisher and watch both use this function, so that the announced due times are the
 * counted ones.
 */
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
 * The due times of an agency's answer, one for each clock that starts with the sharing. If a calendar ends too early there is
 * no due time, and the explanation names the missing data.
 */
export function dueTimes(sharing: CountedSharing, referral: CountedReferral, policy: ClockPolicy): readonly DueTime[] {
  return clocksOfSharing(sharing, referral, policy).flatMap((clock) => dueTime(clock, sharing.agency, policy) ?? []);
}

/** Undefined if the rule is not in force on the day: then there is no duty. */
function dueTime({ rule, anchor, at }: ClockToStart, agency: string, policy: ClockPolicy): DueTime | undefined {
  const version = ruleInForce(policy.rules, rule, anchor, toLocalTime(Date.parse(at)).date);
  if (!version.ok) return undefined;
  return { rule, ruleVersion: version.value.version, anchor, anchorAt: at, ...counted(version.value, at, agency, policy) };
}

type Counted = Pick<DueTime, 'dueAt' | 'explanation'>;

/** The results of the last minutes, by policy: a thousand referrals of one minute have the same due time and explanation. */
const known = new WeakMap<ClockPolicy, Map<string, Counted>>();
const MOST_KNOWN = 2_000;
/** Kinds whose due time is a time of day: seconds change neither it nor its explanation. */
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
  // Warnings do not affect the due time, and their calculation is most of the work.
  const clock = startClock({ ...rule, warnAt: [] }, at, policy.calendarsOf(agency));
  return clock.ok ? { dueAt: clock.value.dueAt, explanation: clock.value.explanation } : { explanation: clock.error.message };
}
