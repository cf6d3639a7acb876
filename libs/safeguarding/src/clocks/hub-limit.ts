import type { Grade } from '#libs/contracts';

import type { LocalDate } from '../calendars/local-time.js';
import type { ClockRule, ClockRuleId } from './rule.js';

export const HUB_RULE_IDS = ['HUB_RED', 'HUB_AMBER', 'HUB_GREEN'] as const satisfies readonly ClockRuleId[];
type HubRuleId = (typeof HUB_RULE_IDS)[number];

/** A hub's time limit for a decision, as agreed in a partnership: one version of one rule. */
export interface HubLimit {
  readonly rule: HubRuleId;
  readonly version: number;
  /** Hours in which the hub is open. Either these or real hours are given. */
  readonly hubHours?: number;
  readonly realHours?: number;
  /** With hub hours: time that has started continues after closing. */
  readonly runsPastClosing?: true;
  /** Parts of the allowed time after which a warning is due, in percent, ascending. */
  readonly warnAtPercent: readonly number[];
  /** Id of the escalation chain. */
  readonly escalation: string;
  readonly source: string;
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
}

/** The rule of the hub's clock for a grade. Blue has none, because it is not shared and no response is expected. */
export const HUB_RULE_OF_GRADE: Readonly<Record<Grade, HubRuleId | null>> = {
  red: 'HUB_RED',
  amber: 'HUB_AMBER',
  green: 'HUB_GREEN',
  blue: null,
};

const TITLES: Readonly<Record<HubRuleId, string>> = {
  HUB_RED: 'Hub decision on a red referral',
  HUB_AMBER: 'Hub decision on an amber referral',
  HUB_GREEN: 'Hub decision on a green referral',
};

/** The clock rule of a limit. Its start and its stop are the same in every partnership, so that evidence can be compared. */
export function hubRule({ rule: id, version, hubHours, realHours = 0, runsPastClosing, ...limit }: HubLimit): ClockRule {
  const { warnAtPercent, escalation, source, effectiveFrom, effectiveTo } = limit;
  const header = {
    id,
    version,
    title: TITLES[id],
    anchor: 'referral-published',
    stops: ['decided'],
    cancels: ['referral-withdrawn', 'handed-over'],
    authority: 'local-policy',
    source: { title: source, confidence: 'published' },
    effectiveFrom,
    ...(effectiveTo !== undefined && { effectiveTo }),
    inTimeUntil: 'due-time-included',
    warnAt: warnAtPercent.map((percent) => percent / 100),
    escalation,
  } as const;
  return hubHours === undefined
    ? { ...header, kind: 'elapsed', limitHours: realHours, calendar: 'none' }
    : { ...header, kind: 'working-hours', limitHours: hubHours, calendar: 'hub-hours', runsPastClosing: runsPastClosing === true };
}
