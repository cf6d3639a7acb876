import type { LocalDate } from '../calendars/local-time.js';
import type { ClockRule } from './rule.js';

/** Whom a partnership calls when no agency has a child: one version. The limit is nought in every partnership. */
export interface NoHolderPolicy {
  readonly version: number;
  /** Id of the escalation chain. */
  readonly escalation: string;
  readonly source: string;
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
}

/** The clock rule of the policy. It is due at once, because a child whom no agency has is without help from the first second. */
export function noHolderRule({ version, escalation, source, effectiveFrom, effectiveTo }: NoHolderPolicy): ClockRule {
  return {
    id: 'NO_HOLDER',
    version,
    title: 'An agency takes the child whom no agency has',
    anchor: 'no-holder',
    kind: 'event',
    calendar: 'none',
    stops: ['accepted'],
    cancels: ['referral-withdrawn', 'another-agency-asked', 'child-removed', 'end-taken-back'],
    authority: 'local-policy',
    source: { title: source, confidence: 'published' },
    effectiveFrom,
    ...(effectiveTo !== undefined && { effectiveTo }),
    inTimeUntil: 'due-time-included',
    warnAt: [],
    escalation,
  };
}
