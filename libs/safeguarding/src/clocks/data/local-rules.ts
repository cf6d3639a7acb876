import type { Grade } from '#libs/contracts';

import type { ClockRule, ClockRuleId } from '../rule.js';

// LOCAL POLICY of the (fictional) Northshire partnership: how fast its hubs work through a referral of each grade. A
// partnership changes these limits by adding a version with its first day, and giving the version before it a last day.

const HUB = {
  version: 1,
  anchor: 'referral-published',
  stops: ['decided'],
  cancels: ['referral-withdrawn'],
  authority: 'local-policy',
  source: {
    title: 'Northshire multi-agency safeguarding hub, local policy (fictional; limits as published by several hubs)',
    confidence: 'published',
  },
  effectiveFrom: '2024-01-01',
  warnAt: [0.5, 0.8],
  escalation: 'hub',
} as const satisfies Partial<ClockRule>;

export const LOCAL_RULES: readonly ClockRule[] = [
  {
    ...HUB,
    id: 'HUB_RED',
    title: 'Hub decision on a red referral',
    kind: 'working-hours',
    limitHours: 4,
    calendar: 'hub-hours',
    runsPastClosing: true,
  },
  {
    ...HUB,
    id: 'HUB_AMBER',
    title: 'Hub decision on an amber referral',
    kind: 'working-hours',
    limitHours: 24,
    calendar: 'hub-hours',
    runsPastClosing: false,
  },
  {
    ...HUB,
    id: 'HUB_GREEN',
    title: 'Hub decision on a green referral',
    kind: 'elapsed',
    limitHours: 72,
    calendar: 'none',
  },
];

/** Which clock a grade starts at the hub. Blue is not shared, so nothing is waited for. */
export const HUB_RULE_OF_GRADE: Readonly<Record<Grade, ClockRuleId | null>> = {
  red: 'HUB_RED',
  amber: 'HUB_AMBER',
  green: 'HUB_GREEN',
  blue: null,
};
