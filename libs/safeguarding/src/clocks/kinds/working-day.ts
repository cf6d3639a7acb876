import { failure, success, type Outcome } from '#libs/kernel';

import {
  isWorkingDay,
  workingDayAfter,
  type BankHoliday,
  type BankHolidayCalendar,
} from '../../calendars/bank-holiday-calendar.js';
import type { OutsideCoverage } from '../../calendars/calendar.js';
import { addDays, toInstant, toLocalTime, type LocalDate } from '../../calendars/local-time.js';
import type { Calendars } from '../clock.js';
import type { CutOffPolicy, WorkingDayRule } from '../rule.js';
import { minuteOf, policyFor } from './cut-off.js';
import { bankHolidayNote, counted, day } from './notes.js';
import type { TimingOutcome } from './timing.js';

/**
 * Due at the end of the n-th working day after day 0. The anchor's own day is day 0, at any hour and whether or not it is a
 * working day, unless the local policy has a cut-off.
 */
export function workingDay(rule: WorkingDayRule, anchor: number, calendars: Calendars): TimingOutcome {
  const { bankHolidays } = calendars;
  const policy = policyFor(rule, anchor, calendars);
  if (!policy.ok) return policy;
  const dayZero = countsAs(bankHolidays, policy.value, anchor);
  if (!dayZero.ok) return dayZero;
  const last = workingDayAfter(bankHolidays, dayZero.value.date, rule.limitWorkingDays);
  if (!last.ok) return last;
  const due = toInstant(last.value.date, minuteOf(policy.value.workingDayEndsAt));
  const { date: anchorDate } = toLocalTime(anchor);
  const year = anchorDate.slice(0, 4);
  return success({
    due,
    warnings: workingTimeBetween(bankHolidays, policy.value, anchor, due, rule.warnAt),
    calendar: { id: bankHolidays.id, version: bankHolidays.version },
    cutOff: { id: policy.value.id, version: String(policy.value.version) },
    limit: `${counted(rule.limitWorkingDays, 'working day')} after`,
    notes: [
      ...(dayZero.value.date === anchorDate ? [] : [`local policy counts it from ${day(dayZero.value.date, year)}`]),
      ...bankHolidayNote(
        [...dayZero.value.skipped, ...last.value.skipped].map(({ date }) => date),
        year,
      ),
    ],
  });
}

interface DayZero {
  readonly date: LocalDate;
  readonly skipped: readonly BankHoliday[];
}

/**
 * Day 0 of the limit. With a cut-off, a day that is not a working day also counts as the next working day, because otherwise
 * Friday evening would be due later than Saturday.
 */
function countsAs(calendar: BankHolidayCalendar, { cutOffAt }: CutOffPolicy, anchor: number): Outcome<DayZero, OutsideCoverage> {
  const { date, minuteOfDay } = toLocalTime(anchor);
  const working = isWorkingDay(calendar, date);
  if (!working.ok) return failure(working.error);
  if (cutOffAt === null || (working.value && minuteOfDay < minuteOf(cutOffAt))) return success({ date, skipped: [] });
  const next = workingDayAfter(calendar, date, 1);
  if (!next.ok) return next;
  const own = calendar.holidays.get(date);
  return success({ date: next.value.date, skipped: [...(own === undefined ? [] : [own]), ...next.value.skipped] });
}

/**
 * The instants at which parts of the working time between two instants have passed. Warnings are for people at work: the middle
 * of a limit that spans a weekend is not Sunday morning.
 */
function workingTimeBetween(
  calendar: BankHolidayCalendar,
  policy: CutOffPolicy,
  from: number,
  to: number,
  fractions: readonly number[],
): number[] {
  if (fractions.length === 0) return [];
  const windows: { readonly from: number; readonly to: number }[] = [];
  const { date: last } = toLocalTime(to);
  for (let { date } = toLocalTime(from); date <= last; date = addDays(date, 1)) {
    const working = isWorkingDay(calendar, date);
    if (!working.ok || !working.value) continue;
    const opens = Math.max(from, toInstant(date, minuteOf(policy.workingDayStartsAt)));
    const closes = Math.min(to, toInstant(date, minuteOf(policy.workingDayEndsAt)));
    if (opens < closes) windows.push({ from: opens, to: closes });
  }
  const total = windows.reduce((sum, window) => sum + window.to - window.from, 0);
  return fractions.map((fraction) => {
    let left = Math.round(total * fraction);
    for (const window of windows) {
      const length = window.to - window.from;
      if (left <= length) return window.from + left;
      left -= length;
    }
    return to;
  });
}
