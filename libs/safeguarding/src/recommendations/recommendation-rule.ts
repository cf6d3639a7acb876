import type { RecommendationState } from '#libs/contracts';

import { addDays, formatDate, type LocalDate } from '../calendars/local-time.js';
import type { Authority } from '../clocks/rule.js';
import type { Source } from '../source.js';

/** The time limit for an inspected organisation's answer to a recommendation, as data like the clocks of a referral. */
interface RecommendationRule {
  readonly id: 'INSPECTION_RESPONSE';
  readonly version: number;
  readonly title: string;
  readonly anchor: 'inspection-report-received';
  readonly kind: 'calendar-weeks';
  readonly limitWeeks: number;
  readonly authority: Authority;
  readonly source: Source;
  /** First and last day of receipt for which this version is in force. */
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
}

/** A change of the limit is a new version with its first day; earlier plans keep their version. */
export const RECOMMENDATION_RULES: readonly RecommendationRule[] = [
  {
    id: 'INSPECTION_RESPONSE',
    version: 1,
    title: 'An action plan answers every recommendation within six weeks of the report',
    anchor: 'inspection-report-received',
    kind: 'calendar-weeks',
    limitWeeks: 6,
    authority: 'statutory-guidance',
    source: { title: 'National child protection inspections: forces answer recommendations within six weeks of the report', confidence: 'general' },
    effectiveFrom: '2014-01-01',
  },
];

interface RecommendationDue {
  readonly rule: RecommendationRule;
  /** The last day on which it is in time. */
  readonly dueOn: LocalDate;
  readonly explanation: string;
}

/** @returns undefined if no version of the rule was in force on the day of receipt; never a guess. */
export function recommendationDue(receivedOn: LocalDate, rules: readonly RecommendationRule[] = RECOMMENDATION_RULES): RecommendationDue | undefined {
  const rule = rules.find(({ effectiveFrom, effectiveTo = '9999-12-31' }) => effectiveFrom <= receivedOn && receivedOn <= effectiveTo);
  if (rule === undefined) return undefined;
  const dueOn = addDays(receivedOn, 7 * rule.limitWeeks);
  const explanation = `due ${formatDate(dueOn)}, to the end of the day: ${rule.limitWeeks} weeks after the report was received on ${formatDate(receivedOn)}; `
    + `bank holidays do not prolong it (${rule.id}, version ${rule.version})`;
  return { rule, dueOn, explanation };
}

/** @param today local date. */
export function recommendationState(dueOn: LocalDate, closedOn: LocalDate | undefined, today: LocalDate): RecommendationState {
  if (closedOn !== undefined && closedOn <= today) return 'closed';
  return today > dueOn ? 'overdue' : 'open';
}
