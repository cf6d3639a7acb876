import type { ClockRuleId } from './rule.js';

/** The roles that are called. They are roles, never people: an agency knows the person of the day. */
export const ESCALATION_ROLES = ['duty-contact', 'manager', 'referrer', 'partnership-lead'] as const;
export type EscalationRole = (typeof ESCALATION_ROLES)[number];

export interface EscalationStep {
  readonly role: EscalationRole;
  /** Minutes of real time after the due time. */
  readonly afterMinutes: number;
  /** The rule whose clock starts with this step: the referrer's duty to follow up. */
  readonly starts: ClockRuleId | null;
}

/** The roles that are called after a breach, one after the other. Local policy, versioned. */
export interface EscalationChain {
  readonly id: string;
  readonly version: number;
  /** The role that receives the warnings before the breach. */
  readonly warn: EscalationRole;
  /** In order; no step is due before an earlier one. */
  readonly steps: readonly EscalationStep[];
}

/** The facts of one breach and the steps that have been taken. */
export interface EscalationState {
  /** The due time of the breached clock (RFC 3339). Steps count from it, not from the time at which the breach was noticed. */
  readonly dueAt: string;
  /** When the clock was met or cancelled (RFC 3339); null while it is not. */
  readonly endedAt: string | null;
  /** The roles that have been called already. */
  readonly raised: readonly EscalationRole[];
}

export interface DueEscalation extends EscalationStep {
  /** Position in the chain, from 1. */
  readonly step: number;
  /** When the step was due (RFC 3339), also if it is taken later. */
  readonly dueAt: string;
}

/**
 * The next step to take, or null if none is due. The caller asks again after each step, because several may be due (after a
 * stoppage, for example); each is taken once, in order, with the time at which it was due. After the end of the clock no role
 * is called any more.
 */
export function nextEscalation(
  { dueAt, endedAt, raised }: EscalationState,
  chain: EscalationChain,
  now: Date,
): DueEscalation | null {
  if (endedAt !== null && Date.parse(endedAt) <= now.getTime()) return null;
  const due = Date.parse(dueAt);
  if (now.getTime() <= due) return null;
  const index = chain.steps.findIndex(({ role }) => !raised.includes(role));
  const step = chain.steps[index];
  if (step === undefined) return null;
  const stepDue = due + step.afterMinutes * 60_000;
  return stepDue <= now.getTime() ? { ...step, step: index + 1, dueAt: new Date(stepDue).toISOString() } : null;
}
