import { failure, success, type Outcome } from '#libs/kernel';

import type { Source, VersionedReference } from '../source.js';
import type { BankHolidayCalendar } from './bank-holiday-calendar.js';
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
import { addDays, isWeekend, parseTimeOfDay, toInstant, toLocalTime, type LocalDate } from './local-time.js';

/** A term or a holiday, first and last day included. */
export interface SchoolPeriod extends Coverage {
  readonly kind: 'term' | 'holiday';
  readonly name: string;
}

/** A school's own calendar. Terms differ from school to school, so each has one. */
export interface SchoolCalendarData extends VersionedReference {
  /** The school's unique reference number. */
  readonly urn: string;
  readonly source: Source;
  /** Local time at which the school day starts, such as 08:45. */
  readonly startsAt: string;
  readonly coverage: Coverage;
  /** Terms and holidays, in order and without a gap, because a day without a period would be a guess. */
  readonly periods: readonly SchoolPeriod[];
  /** Days within a term without school. Bank holidays need not be listed. */
  readonly closures: readonly { readonly date: LocalDate; readonly name: string }[];
}

/** A checked calendar. Only {@link schoolCalendar} makes one. Its version names the version of its bank holidays. */
export interface SchoolCalendar extends VersionedReference {
  readonly urn: string;
  readonly startsAtMinute: number;
  readonly coverage: Coverage;
  readonly periods: readonly SchoolPeriod[];
  readonly closures: ReadonlyMap<LocalDate, string>;
  readonly bankHolidays: BankHolidayCalendar;
}

export function schoolCalendar(
  data: SchoolCalendarData,
  bankHolidays: BankHolidayCalendar,
): Outcome<SchoolCalendar, readonly CalendarProblem[]> {
  const startsAtMinute = data.startsAt === '24:00' ? undefined : parseTimeOfDay(data.startsAt);
  const problems = [
    ...(startsAtMinute === undefined
      ? [problem('startsAt', 'not-a-time', 'The school day starts at a local time such as 08:45.')]
      : []),
    ...checkPeriod('coverage', data.coverage),
    ...checkPeriods(data),
    ...checkClosures(data),
  ];
  if (data.coverage.from < bankHolidays.coverage.from || data.coverage.to > bankHolidays.coverage.to) {
    problems.push(
      problem(
        'coverage',
        'outside-coverage',
        `The bank holidays of version ${bankHolidays.version} do not cover all of this period.`,
      ),
    );
  }
  if (problems.length > 0 || startsAtMinute === undefined) return failure(problems);
  const { id, urn, coverage, periods } = data;
  const closures = new Map(data.closures.map(({ date, name }) => [date, name]));
  return success({
    id,
    version: `${data.version}+${bankHolidays.version}`,
    urn,
    startsAtMinute,
    coverage,
    periods,
    closures,
    bankHolidays,
  });
}

/** Checks that the periods follow each other from the first covered day to the last. */
function checkPeriods({ coverage, periods }: SchoolCalendarData): CalendarProblem[] {
  if (!periods.some(({ kind }) => kind === 'term')) return [problem('periods', 'incomplete', 'The calendar has no term.')];
  const found = periods.flatMap((period, index) => checkPeriod(`periods/${index}`, period));
  if (found.length > 0) return found;
  const joints = periods.flatMap(({ from }, index) =>
    checkJoint(`periods/${index}/from`, from, index === 0 ? coverage.from : addDays(periods[index - 1]?.to ?? coverage.from, 1)),
  );
  const last = periods.at(-1)?.to ?? coverage.to;
  return last === coverage.to
    ? joints
    : [
        ...joints,
        problem(
          `periods/${periods.length - 1}/to`,
          last < coverage.to ? 'gap' : 'outside-coverage',
          'The last period must end on the last day that the calendar covers.',
        ),
      ];
}

function checkJoint(at: string, from: LocalDate, expected: LocalDate): CalendarProblem[] {
  if (from === expected) return [];
  if (from < expected)
    return [problem(at, 'overlap', 'The period begins before the one before it has ended, or before the calendar does.')];
  return [problem(at, 'gap', 'No period covers the days between this one and the one before it, or the start of the calendar.')];
}

function checkClosures({ coverage, periods, closures }: SchoolCalendarData): CalendarProblem[] {
  const found = checkDays(
    'closures',
    closures.map(({ date }) => date),
    coverage,
  );
  if (found.length > 0) return found;
  return closures.flatMap(({ date }, index) => {
    const inTerm = periods.some((period) => period.kind === 'term' && covers(period, date)) && !isWeekend(date);
    return inTerm
      ? []
      : [problem(`closures/${index}/date`, 'outside-coverage', 'There would be no school on that day in any case. Check the date.')];
  });
}

interface SchoolDayFound {
  /** The instant at which the school day starts. */
  readonly at: number;
  /** The reasons for the days without school: weekdays only, in order. */
  readonly noSchool: readonly NoSchool[];
}

/** Days in a row without school for one reason. */
export interface NoSchool extends Coverage {
  readonly name: string;
  readonly bankHoliday: boolean;
}

/** The first school day that starts after an instant. On a school day before school that is the same day. */
export function nextSchoolDay(school: SchoolCalendar, after: number): Outcome<SchoolDayFound, OutsideCoverage> {
  const noSchool: NoSchool[] = [];
  for (let { date } = toLocalTime(after); covers(school.coverage, date); date = addDays(date, 1)) {
    const starts = toInstant(date, school.startsAtMinute);
    if (isWeekend(date) || starts <= after) continue;
    const reasons = reasonsForNoSchool(school, date);
    if (reasons.length === 0) return success({ at: starts, noSchool });
    for (const reason of reasons) note(noSchool, date, reason);
  }
  return failure(outsideCoverage(school, school.coverage));
}

type Reason = Pick<NoSchool, 'name' | 'bankHoliday'>;

function reasonsForNoSchool({ periods, closures, bankHolidays }: SchoolCalendar, date: LocalDate): Reason[] {
  const period = periods.find((each) => covers(each, date));
  const closure = closures.get(date);
  const bankHoliday = bankHolidays.holidays.get(date);
  return [
    ...(bankHoliday === undefined ? [] : [{ name: bankHoliday.name, bankHoliday: true }]),
    ...(period?.kind === 'holiday' ? [{ name: period.name, bankHoliday: false }] : []),
    ...(closure === undefined ? [] : [{ name: closure, bankHoliday: false }]),
  ];
}

/** Adds a day to the run of days with the same reason, also across a weekend. */
function note(noSchool: NoSchool[], date: LocalDate, { name, bankHoliday }: Reason): void {
  const index = noSchool.findIndex((each) => each.name === name && !each.bankHoliday && !bankHoliday);
  const run = noSchool[index];
  if (run === undefined) noSchool.push({ name, bankHoliday, from: date, to: date });
  else noSchool[index] = { ...run, to: date };
}
