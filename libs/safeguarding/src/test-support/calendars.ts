import type { Outcome } from '#libs/kernel';

import { bankHolidayCalendar } from '../calendars/bank-holiday-calendar.js';
import { BANK_HOLIDAYS_ENGLAND_AND_WALES } from '../calendars/data/bank-holidays.js';
import { hubCalendar } from '../calendars/hub-calendar.js';
import { schoolCalendar } from '../calendars/school-calendar.js';
import type { Calendars, DeadlineClock } from '../clocks/clock.js';
import type { AnchorEvent, ClockRule, ClockRuleId } from '../clocks/rule.js';
import { startClock } from '../clocks/start-clock.js';
import {
  CLOCK_RULES,
  END_OF_WORKING_DAY,
  HILLTOP_SCHOOL_TERMS,
  NORTHMOOR_HUB_HOURS,
  NORTHSHIRE_HUB_HOURS,
  RIVERSIDE_SCHOOL_TERMS,
} from './northshire.js';

/** The value of an outcome that a test relies on. A failure is a fault of the test, and the error names the problem. */
export function valueOf<Value>(outcome: Outcome<Value, unknown>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`expected a value, got ${JSON.stringify(outcome.error)}`);
}

export const bankHolidays = valueOf(bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES));
export const northshireHub = valueOf(hubCalendar(NORTHSHIRE_HUB_HOURS, bankHolidays));
export const northmoorHub = valueOf(hubCalendar(NORTHMOOR_HUB_HOURS, bankHolidays));
export const hilltop = valueOf(schoolCalendar(HILLTOP_SCHOOL_TERMS, bankHolidays));
export const riverside = valueOf(schoolCalendar(RIVERSIDE_SCHOOL_TERMS, bankHolidays));

export const calendars: Calendars = { bankHolidays, cutOffs: [END_OF_WORKING_DAY], hub: northshireHub };

/** A rule of the product, by its id and, where it has several, its anchor. */
export function ruleOf(id: ClockRuleId, anchor?: AnchorEvent): ClockRule {
  const rule = CLOCK_RULES.find((each) => each.id === id && (anchor === undefined || each.anchor === anchor));
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

export function started(id: ClockRuleId, anchorAt: string, given: Calendars = calendars, anchor?: AnchorEvent): DeadlineClock {
  return valueOf(startClock(ruleOf(id, anchor), anchorAt, given));
}
