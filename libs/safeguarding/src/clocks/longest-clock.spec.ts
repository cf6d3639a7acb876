import { describe, expect, it } from '@jest/globals';

import { bankHolidayCalendar } from '../calendars/bank-holiday-calendar.js';
import { BANK_HOLIDAYS_ENGLAND_AND_WALES } from '../calendars/data/bank-holidays.js';
import { CLOCK_RULES, ESCALATION_CHAINS } from '../test-support/northshire.js';
import { longestClock } from './longest-clock.js';

const made = bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES);
if (!made.ok) throw new Error('the bank holidays are not in order');
const calendar = made.value;
const of = (id: string) => CLOCK_RULES.filter((rule) => rule.id === id);

describe('the longest clock', () => {
  it('is the assessment of 45 working days: over nine weeks, bank holidays, and five days to the last call', () => {
    const { rule, days } = longestClock(CLOCK_RULES, ESCALATION_CHAINS, calendar);
    expect(rule).toBe('ASSESSMENT');
    // 45 working days are 63 days without any holiday; at most four bank holidays and a weekend lie in them.
    expect(days).toBeGreaterThanOrEqual(63 + 5);
    expect(days).toBeLessThan(80);
  });

  it('counts real hours unchanged, and the last call of the chain', () => {
    expect(longestClock(of('RETURN_INTERVIEW'), ESCALATION_CHAINS, calendar)).toEqual({ rule: 'RETURN_INTERVIEW', days: 3 + 3 });
    expect(longestClock(of('RETURN_INTERVIEW'), [], calendar)).toEqual({ rule: 'RETURN_INTERVIEW', days: 3 });
  });

  it('becomes longer with a longer rule', () => {
    const [assessment] = of('ASSESSMENT');
    if (assessment?.kind !== 'working-day') throw new Error('the assessment is counted in working days');
    expect(longestClock([{ ...assessment, limitWorkingDays: 200 }], [], calendar).days).toBeGreaterThan(280);
  });

  it('includes the longest school holiday, and a hub that opens for an hour a day', () => {
    expect(longestClock(of('SCHOOL_NOTICE'), [], calendar).days).toBe(45);
    expect(longestClock(of('HUB_AMBER'), [], calendar).days).toBeGreaterThan(32);
  });

  it('does not exist without a rule', () => expect(() => longestClock([], [], calendar)).toThrow(RangeError));
});
