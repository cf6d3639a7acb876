import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import { isLocalDate, parseTimeOfDay, type LocalDate } from '../calendars/local-time.js';
import { ESCALATION_ROLES, type EscalationChain } from './escalation.js';
import { inForce, type AnchorEvent, type ClockRule, type ClockRuleId, type CutOffPolicy } from './rule.js';

/** The version of a rule that an anchor on that day (ISO local date) starts. */
export function ruleInForce(
  rules: readonly ClockRule[],
  id: ClockRuleId,
  anchor: AnchorEvent,
  day: LocalDate,
): Outcome<ClockRule, Failure<'rule-not-in-force'>> {
  const rule = rules.find((each) => each.id === id && each.anchor === anchor && inForce(each, day));
  if (rule !== undefined) return success(rule);
  return failure({
    code: 'rule-not-in-force',
    message: `No version of the rule ${id} that starts with ${anchor} is in force on that day.`,
  });
}

type RuleProblemCode =
  'not-a-date' | 'not-a-time' | 'wrong-order' | 'overlap' | 'out-of-range' | 'unknown-chain' | 'duplicate' | 'incomplete';

/** A fault of rules, policies or chains, with its position. They are checked when they are loaded. */
export interface RuleProblem extends Failure<RuleProblemCode> {
  readonly at: string;
}

/** Checks rules against each other and against the chains that they name. */
export function checkClockRules(rules: readonly ClockRule[], chains: readonly EscalationChain[]): RuleProblem[] {
  return rules.flatMap((rule, index) => {
    const at = `rules/${index}`;
    return [
      ...checkPeriod(at, rule),
      ...checkLimit(at, rule),
      ...checkWarnings(at, rule.warnAt),
      ...(rule.escalation === null || chains.some(({ id }) => id === rule.escalation)
        ? []
        : [found(`${at}/escalation`, 'unknown-chain', 'No escalation chain has this id.')]),
      ...(rules.slice(0, index).some((earlier) => overlaps(earlier, rule))
        ? [found(at, 'overlap', 'Two versions of this rule are in force on one day.')]
        : []),
    ];
  });
}

export function checkEscalationChains(chains: readonly EscalationChain[]): RuleProblem[] {
  return chains.flatMap(({ id, warn, steps }, index) => {
    const at = `chains/${index}`;
    const roles = steps.map(({ role }) => role);
    return [
      ...(steps.length === 0 ? [found(`${at}/steps`, 'incomplete', 'A chain needs at least one step.')] : []),
      ...(chains.findIndex((each) => each.id === id) === index
        ? []
        : [found(`${at}/id`, 'duplicate', 'Two chains have this id.')]),
      ...(ESCALATION_ROLES.includes(warn) ? [] : [found(`${at}/warn`, 'out-of-range', 'There is no such role.')]),
      ...steps.flatMap(({ role, afterMinutes }, step) => [
        ...(ESCALATION_ROLES.includes(role) ? [] : [found(`${at}/steps/${step}/role`, 'out-of-range', 'There is no such role.')]),
        ...(roles.indexOf(role) === step ? [] : [found(`${at}/steps/${step}/role`, 'duplicate', 'Each role is called once.')]),
        ...(Number.isInteger(afterMinutes) && afterMinutes >= 0
          ? []
          : [
              found(
                `${at}/steps/${step}/afterMinutes`,
                'out-of-range',
                'Steps come a whole number of minutes after the due time.',
              ),
            ]),
        ...(afterMinutes < (steps[step - 1]?.afterMinutes ?? 0)
          ? [found(`${at}/steps/${step}/afterMinutes`, 'wrong-order', 'This step would come before the one before it.')]
          : []),
      ]),
    ];
  });
}

/** Checks the policies on working days, in all their versions. */
export function checkCutOffPolicies(policies: readonly CutOffPolicy[]): RuleProblem[] {
  return policies.flatMap((policy, index) => [
    ...checkCutOffPolicy(`cutOffs/${index}`, policy),
    ...(policies.slice(0, index).some((earlier) => earlier.id === policy.id && inForceTogether(earlier, policy))
      ? [found(`cutOffs/${index}`, 'overlap', 'Two versions of this policy are in force on one day.')]
      : []),
  ]);
}

function checkCutOffPolicy(at: string, policy: CutOffPolicy): RuleProblem[] {
  const { workingDayStartsAt, workingDayEndsAt, cutOffAt } = policy;
  const [starts, ends, cutOff] = [workingDayStartsAt, workingDayEndsAt, cutOffAt ?? workingDayEndsAt].map((time) =>
    parseTimeOfDay(time),
  );
  if (starts === undefined || ends === undefined || cutOff === undefined)
    return [found(at, 'not-a-time', 'A working day has local times such as 09:00 and 17:00.')];
  return [
    ...checkPeriod(at, policy),
    ...(starts < ends ? [] : [found(`${at}/workingDayEndsAt`, 'wrong-order', 'The working day ends before it starts.')]),
    ...(cutOff <= 0
      ? [found(`${at}/cutOffAt`, 'out-of-range', 'With this cut-off no event would count on its own day.')]
      : []),
  ];
}

function checkPeriod(
  at: string,
  { effectiveFrom, effectiveTo }: Pick<ClockRule, 'effectiveFrom' | 'effectiveTo'>,
): RuleProblem[] {
  const unreadable = [effectiveFrom, effectiveTo ?? effectiveFrom].some((date) => !isLocalDate(date));
  if (unreadable)
    return [
      found(`${at}/effectiveFrom`, 'not-a-date', 'A version is in force from and to dates that exist, written as YYYY-MM-DD.'),
    ];
  return effectiveTo !== undefined && effectiveTo < effectiveFrom
    ? [found(`${at}/effectiveTo`, 'wrong-order', 'The version ends before it begins.')]
    : [];
}

function checkLimit(at: string, rule: ClockRule): RuleProblem[] {
  const limit =
    rule.kind === 'working-day'
      ? rule.limitWorkingDays
      : rule.kind === 'elapsed' || rule.kind === 'working-hours'
        ? rule.limitHours
        : 1;
  const whole = rule.kind !== 'working-day' || Number.isInteger(limit);
  return limit > 0 && Number.isFinite(limit) && whole
    ? []
    : [found(`${at}/limit`, 'out-of-range', 'A limit is more than zero, and working days are whole.')];
}

function checkWarnings(at: string, warnAt: readonly number[]): RuleProblem[] {
  return warnAt.flatMap((fraction, index) => {
    const place = `${at}/warnAt/${index}`;
    if (!(fraction > 0 && fraction < 1))
      return [found(place, 'out-of-range', 'A warning comes after a part of the time, between 0 and 1.')];
    return fraction <= (warnAt[index - 1] ?? 0)
      ? [found(place, 'wrong-order', 'Warnings are named in the order in which they come.')]
      : [];
  });
}

function overlaps(one: ClockRule, other: ClockRule): boolean {
  return one.id === other.id && one.anchor === other.anchor && inForceTogether(one, other);
}

type InForce = Pick<ClockRule, 'effectiveFrom' | 'effectiveTo'>;

function inForceTogether(one: InForce, other: InForce): boolean {
  const [first, second] = one.effectiveFrom <= other.effectiveFrom ? [one, other] : [other, one];
  return first.effectiveTo === undefined || second.effectiveFrom <= first.effectiveTo;
}

function found(at: string, code: RuleProblemCode, message: string): RuleProblem {
  return { at, code, message };
}
