import { failure, success, type Outcome } from '#libs/kernel';

import type { Source, VersionedReference } from '../source.js';
import {
  checkDays,
  checkPeriod,
  covers,
  outsideCoverage,
  problem,
  type CalendarProblem,
  type Coverage,
  type OutsideCoverage,
} from './calendar.js';
import { addDays, isWeekend, type LocalDate } from './local-time.js';

export interface BankHoliday {
  readonly date: LocalDate;
  readonly name: string;
}

/** A dated snapshot of the published list. A later snapshot is a new version beside it, never an edit. */
export interface BankHolidayData extends VersionedReference {
  readonly source: Source;
  readonly coverage: Coverage;
  /** The smallest number of a whole year: a year with fewer bank holidays has a gap. */
  readonly fewestPerYear: number;
  readonly holidays: readonly BankHoliday[];
}

/** A checked snapshot. Only {@link bankHolidayCalendar} makes one. */
export interface BankHolidayCalendar extends VersionedReference {
  readonly coverage: Coverage;
  readonly holidays: ReadonlyMap<LocalDate, BankHoliday>;
}

export function bankHolidayCalendar(data: BankHolidayData): Outcome<BankHolidayCalendar, readonly CalendarProblem[]> {
  const { id, version, coverage, holidays } = data;
  const problems = [
    ...checkPeriod('coverage', coverage),
    ...checkDays(
      'holidays',
      holidays.map(({ date }) => date),
      coverage,
    ),
  ];
  if (problems.length === 0) problems.push(...checkYears(data));
  if (problems.length > 0) return failure(problems);
  return success({ id, version, coverage, holidays: new Map(holidays.map((holiday) => [holiday.date, holiday])) });
}

/** Checks each year, because a truncated snapshot would silently turn bank holidays into working days. */
function checkYears({ coverage, fewestPerYear, holidays }: BankHolidayData): CalendarProblem[] {
  const onWeekends = holidays.flatMap(({ date }, index) =>
    isWeekend(date)
      ? [problem(`holidays/${index}/date`, 'on-a-weekend', 'A bank holiday is published as the weekday on which it is kept.')]
      : [],
  );
  const firstYear = Number(coverage.from.slice(0, 4));
  const years = Array.from({ length: Number(coverage.to.slice(0, 4)) - firstYear + 1 }, (_, index) => String(firstYear + index));
  const whole = years.filter((year) => covers(coverage, `${year}-01-01`) && covers(coverage, `${year}-12-31`));
  const short = whole.filter((year) => holidays.filter(({ date }) => date.startsWith(year)).length < fewestPerYear);
  return [
    ...onWeekends,
    ...short.map((year) => problem('holidays', 'gap', `The year ${year} has fewer than ${fewestPerYear} bank holidays.`)),
  ];
}

/** Whether a day is a working day: Monday to Friday, without the bank holidays. */
export function isWorkingDay(calendar: BankHolidayCalendar, date: LocalDate): Outcome<boolean, OutsideCoverage> {
  if (!covers(calendar.coverage, date)) return failure(outsideCoverage(calendar, calendar.coverage));
  return success(!isWeekend(date) && !calendar.holidays.has(date));
}

interface WorkingDayFound {
  readonly date: LocalDate;
  /** The bank holidays that were skipped, in order. */
  readonly skipped: readonly BankHoliday[];
}

/**
 * The n-th working day after a date. The date itself is day 0, whether or not it is a working day: one working day after a
 * Saturday is the Monday, one after the Monday is the Tuesday.
 *
 * @param days whole number, 1 or more
 * @throws RangeError for another number of days
 */
export function workingDayAfter(
  calendar: BankHolidayCalendar,
  date: LocalDate,
  days: number,
): Outcome<WorkingDayFound, OutsideCoverage> {
  if (!Number.isInteger(days) || days < 1) throw new RangeError('a number of working days is a whole number from 1');
  const outside = failure(outsideCoverage(calendar, calendar.coverage));
  if (!covers(calendar.coverage, date)) return outside;
  const skipped: BankHoliday[] = [];
  let left = days;
  let day = date;
  while (left > 0) {
    day = addDays(day, 1);
    if (!covers(calendar.coverage, day)) return outside;
    const holiday = calendar.holidays.get(day);
    if (holiday !== undefined) skipped.push(holiday);
    else if (!isWeekend(day)) left -= 1;
  }
  return success({ date: day, skipped });
}
