import type { ClockPolicy } from '#libs/agreements';
import type { PlannedStepKind } from '#libs/contracts';
import {
  ruleInForce,
  startClock,
  toLocalTime,
  type AnchorEvent,
  type ClockRefusal,
  type ClockRule,
  type ClockRuleId,
  type DeadlineClock,
  type EscalationRole,
} from '#libs/safeguarding';

import type { Anchor } from './anchors.js';
import { derivedId } from './clock-id.js';
import type { Subject } from './fact.js';

/** A step that the watch takes at its time if no agency has answered. */
export interface ClockStep {
  readonly kind: PlannedStepKind;
  readonly at: string;
  readonly role?: EscalationRole;
  readonly percent?: number;
  readonly starts?: ClockRuleId;
}

/** The facts that are fixed when a clock starts. Later versions of rules and calendars do not change them. */
export interface ClockStart extends Subject {
  readonly clockId: string;
  readonly ruleId: ClockRuleId;
  readonly ruleVersion: number;
  readonly anchor: AnchorEvent;
  readonly anchorAt: string;
  readonly because: string;
  readonly agency: string;
  readonly calendarId: string | null;
  readonly calendarVersion: string | null;
  /** Null where no due time is certain; then `refusal` gives the reason, and `explanation` names the missing calendar. */
  readonly dueAt: string | null;
  readonly explanation: string;
  readonly refusal: ClockRefusal['code'] | null;
  readonly steps: readonly ClockStep[];
}

export function clockIdOf(referralId: string, { rule, anchor, agency, childId = '', episodeId = '', key }: Anchor): string {
  return derivedId(referralId, rule, anchor, agency, childId, episodeId, key);
}

/** @returns null where the rule was not yet, or is no longer, in force, because there is then no duty. */
export function clockStart(referralId: string, anchor: Anchor, policy: ClockPolicy): ClockStart | null {
  const rule = ruleInForce(policy.rules, anchor.rule, anchor.anchor, toLocalTime(Date.parse(anchor.at)).date);
  if (!rule.ok) return null;
  const clock = startClock(rule.value, anchor.at, policy.calendarsOf(anchor.agency));
  const { childId, episodeId } = anchor;
  const known = {
    clockId: clockIdOf(referralId, anchor), ruleId: anchor.rule, ruleVersion: rule.value.version, anchor: anchor.anchor, anchorAt: anchor.at,
    because: anchor.because, agency: anchor.agency, ...(childId !== undefined && { childId }), ...(episodeId !== undefined && { episodeId }),
  };
  if (!clock.ok) {
    const { code, message } = clock.error;
    return { ...known, calendarId: null, calendarVersion: null, dueAt: null, explanation: message, refusal: code, steps: [] };
  }
  const { calendarId, calendarVersion, dueAt, explanation } = clock.value;
  return { ...known, calendarId, calendarVersion, dueAt, explanation, refusal: null, steps: planOf(rule.value, clock.value, policy) };
}

/** Warnings, the breach, then the chain, in the order of their times. */
function planOf(rule: ClockRule, { dueAt, warnings, escalation }: DeadlineClock, policy: ClockPolicy): readonly ClockStep[] {
  const chain = policy.chains.find(({ id }) => id === escalation);
  // Such a clock is due at once. Without a chain of its own it calls no person, and only its duration is counted.
  if (rule.kind === 'event' && chain === undefined) return [];
  const due = Date.parse(dueAt);
  return [
    ...warnings.flatMap(({ fraction, at }): ClockStep[] =>
      chain === undefined ? [] : [{ kind: 'warning', at, role: chain.warn, percent: Math.round(fraction * 100) }]),
    { kind: 'breach', at: dueAt },
    ...(chain?.steps ?? []).map(({ role, afterMinutes, starts }): ClockStep => ({
      kind: 'escalation', at: new Date(due + afterMinutes * 60_000).toISOString(), role, ...(starts !== null && { starts }),
    })),
  ];
}

/**
 * The name of the notice of a step.
 *
 * @param index of the step in the plan, from 0.
 */
export function stepName(index: number): string {
  return `step-${index + 1}`;
}

/** The version of the rule that a clock was started with. */
export function ruleOf(start: ClockStart, policy: ClockPolicy): ClockRule {
  const rule = policy.rules.find((each) => isRuleOf(each, start));
  if (rule === undefined) throw new Error(`version ${start.ruleVersion} of the rule ${start.ruleId} is gone, and clocks run by it: versions are never taken away`);
  return rule;
}

/** Whether the version of the rule that a clock was started with is still there. */
export function hasRule(start: ClockStart, policy: ClockPolicy): boolean {
  return policy.rules.some((rule) => isRuleOf(rule, start));
}

function isRuleOf({ id, version, anchor }: ClockRule, start: ClockStart): boolean {
  return id === start.ruleId && version === start.ruleVersion && anchor === start.anchor;
}
