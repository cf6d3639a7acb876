import type { ClockRuleId } from './rule.js';

/** Who is called. Roles, never people: an agency says who holds one today. */
export const ESCALATION_ROLES = ['duty-contact', 'manager', 'referrer', 'partnership-lead'] as const;
export type EscalationRole = (typeof ESCALATION_ROLES)[number];

export interface EscalationStep {
  readonly role: EscalationRole;
  /** Minutes of real time after the due time. */
  readonly afterMinutes: number;
  /** The rule whose clock begins with this step: the referrer's duty to follow up. */
  readonly starts: ClockRuleId | null;
}

/** Whom a breach is taken to, one after the other. Local policy, versioned. */
export interface EscalationChain {
  readonly id: string;
  readonly version: number;
  /** Who is told of the warnings before the breach. */
  readonly warn: EscalationRole;
  /** In order; no step is due before the one before it. */
  readonly steps: readonly EscalationStep[];
}

/** What is known of one breach and of what was done about it. */
export interface EscalationState {
  /** The due time of the clock that was breached (RFC 3339): steps count from it, not from when the breach was noticed. */
  readonly dueAt: string;
  /** When the clock was met or cancelled (RFC 3339); null while it is not. */
  readonly endedAt: string | null;
  /** The roles that have been called already. */
  readonly raised: readonly EscalationRole[];
}

export interface DueEscalation extends EscalationStep {
  /** Place in the chain, from 1. */
  readonly step: number;
  /** When the step was due (RFC 3339), however late it is raised. */
  readonly dueAt: string;
}

/**
 * The next step to take, or null when there is none to take now. Ask again after taking it: several steps may be due,
 * after a stoppage for example, and each is taken once, in order, with the time at which it should have been taken.
 * Once the clock has ended nobody is called any more.
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
