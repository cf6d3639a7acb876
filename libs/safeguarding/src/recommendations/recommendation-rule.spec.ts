import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { RECOMMENDATION_RULES, recommendationDue, recommendationState } from './recommendation-rule.js';

const DAY_MS = 86_400_000;
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const state = (today: string, closed?: string): string => recommendationState('2026-06-01', closed, today);

describe('the six weeks of an action plan', () => {
  it('end with the same weekday six weeks later, with an explanation', () => {
    expect(recommendationDue('2026-04-20')).toMatchObject({
      dueOn: '2026-06-01',
      explanation: 'due Mon 1 Jun 2026, to the end of the day: 6 weeks after the report was received on Mon 20 Apr 2026; bank holidays do not prolong it (INSPECTION_RESPONSE, version 1)',
    });
  });

  it('are forty-two days from any start, also across a clock change', () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2014, 0, 1) / DAY_MS, max: Date.UTC(2099, 0, 1) / DAY_MS }), (day) => {
      expect(recommendationDue(isoDay(day * DAY_MS))?.dueOn).toBe(isoDay((day + 42) * DAY_MS));
    }));
  });

  it('use the version in force on the day of receipt, and none if there was none', () => {
    const [rule] = RECOMMENDATION_RULES;
    if (rule === undefined) throw new Error('there is no rule');
    const rules = [{ ...rule, effectiveTo: '2026-12-31' }, { ...rule, version: 2, limitWeeks: 4, effectiveFrom: '2027-01-01' }];
    expect(['2013-12-31', '2026-12-31', '2027-01-01'].map((day) => recommendationDue(day, rules)?.dueOn)).toEqual([undefined, '2027-02-11', '2027-01-29']);
  });

  it('are over on the day after the last one, unless the recommendation was closed', () => {
    expect([state('2026-06-01'), state('2026-06-02'), state('2026-06-02', '2026-05-20'), state('2026-05-01', '2026-05-20')]).toEqual(['open', 'overdue', 'closed', 'open']);
  });
});
