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
import { addDays, parseTimeOfDay, toInstant, toLocalTime, weekdayOf, type LocalDate } from './local-time.js';

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Local times such as 09:00 to 17:00; a hub that never closes is open 00:00 to 24:00 on every day. */
export interface OpeningHours {
  readonly from: string;
  readonly to: string;
}

/** The opening hours of a multi-agency hub. Local policy: every hub has its own. */
export interface HubCalendarData extends VersionedReference {
  readonly source: Source;
  readonly coverage: Coverage;
  /** Opening hours of an ordinary week; the hub is closed on a day without hours. */
  readonly week: Readonly<Record<Weekday, readonly OpeningHours[]>>;
  readonly onBankHolidays: 'closed' | 'as-usual';
  /**
   * Further days on which the hub is closed. A hub that opens at weekends also lists the holidays that fall on a weekend,
   * because the published list has only their substitute days.
   */
  readonly closures: readonly { readonly date: LocalDate; readonly name: string }[];
}

/** A checked calendar. Only {@link hubCalendar} makes one. Its version names the version of its bank holidays. */
export interface HubCalendar extends VersionedReference {
  readonly coverage: Coverage;
  /** Opening hours in minutes since midnight, by day of the week from Sunday on. */
  readonly windows: readonly (readonly { readonly from: number; readonly to: number }[])[];
  readonly closed: ReadonlyMap<LocalDate, Closure>;
}

/** A day on which the hub is closed although its ordinary week has opening hours. */
interface Closure {
  readonly date: LocalDate;
  readonly name: string;
  readonly bankHoliday: boolean;
}

export function hubCalendar(
  data: HubCalendarData,
  bankHolidays: BankHolidayCalendar,
): Outcome<HubCalendar, readonly CalendarProblem[]> {
  const { coverage, closures } = data;
  const problems = [
    ...checkPeriod('coverage', coverage),
    ...WEEKDAYS.flatMap((weekday) => checkHours(`week/${weekday}`, data.week[weekday])),
    ...checkDays(
      'closures',
      closures.map(({ date }) => date),
      coverage,
    ),
  ];
  if (WEEKDAYS.every((weekday) => data.week[weekday].length === 0))
    problems.push(problem('week', 'incomplete', 'The hub is never open.'));
  if (coverage.from < bankHolidays.coverage.from || coverage.to > bankHolidays.coverage.to) {
    problems.push(
      problem(
        'coverage',
        'outside-coverage',
        `The bank holidays of version ${bankHolidays.version} do not cover all of this period.`,
      ),
    );
  }
  if (problems.length > 0) return failure(problems);
  const onHolidays = data.onBankHolidays === 'closed' ? [...bankHolidays.holidays.values()] : [];
  const closed: readonly Closure[] = [
    ...closures.map(({ date, name }) => ({ date, name, bankHoliday: false })),
    ...onHolidays.map(({ date, name }) => ({ date, name, bankHoliday: true })),
  ];
  return success({
    id: data.id,
    version: `${data.version}+${bankHolidays.version}`,
    coverage,
    windows: WEEKDAYS.map((weekday) =>
      data.week[weekday].map(({ from, to }) => ({ from: parseTimeOfDay(from) ?? 0, to: parseTimeOfDay(to) ?? 0 })),
    ),
    closed: new Map(closed.map((closure) => [closure.date, closure])),
  });
}

function checkHours(at: string, hours: readonly OpeningHours[]): CalendarProblem[] {
  const times = hours.map(({ from, to }) => ({
    from: from === '24:00' ? undefined : parseTimeOfDay(from),
    to: parseTimeOfDay(to),
  }));
  return times.flatMap(({ from, to }, index) => {
    const place = `${at}/${index}`;
    if (from === undefined || to === undefined)
      return [problem(place, 'not-a-time', 'Opening hours are local times such as 09:00 and 17:00.')];
    if (from >= to)
      return [problem(place, 'wrong-order', 'The hub closes before it opens. Hours past midnight belong to the next day.')];
    const before = times[index - 1]?.to;
    return before !== undefined && from < before
      ? [problem(place, 'overlap', 'These hours begin before the ones before them have ended.')]
      : [];
  });
}

interface WorkedTime {
  /** When the time was used up. */
  readonly at: number;
  /** When the time started: the given instant, or the next opening. */
  readonly startedAt: number;
  /** Days on which the hub was closed although its ordinary week has opening hours. */
  readonly closedOn: readonly Closure[];
}

/**
 * The instant at which a given opening time has passed since an instant. Time that is used up exactly at closing ends at
 * closing.
 *
 * @param milliseconds more than 0
 * @param runsPastClosing true: time that has started continues after closing
 */
export function afterOpeningTime(
  hub: HubCalendar,
  since: number,
  milliseconds: number,
  runsPastClosing: boolean,
): Outcome<WorkedTime, OutsideCoverage> {
  const closedOn: Closure[] = [];
  let left = milliseconds;
  let startedAt: number | undefined;
  for (let { date } = toLocalTime(since); covers(hub.coverage, date); date = addDays(date, 1)) {
    const windows = hub.windows[weekdayOf(date)] ?? [];
    const closed = hub.closed.get(date);
    if (closed !== undefined) {
      if (windows.length > 0) closedOn.push(closed);
      continue;
    }
    for (const window of windows) {
      const start = Math.max(toInstant(date, window.from), since);
      const open = toInstant(date, window.to) - start;
      if (open <= 0) continue;
      startedAt ??= start;
      if (runsPastClosing || left <= open) return success({ at: start + left, startedAt, closedOn });
      left -= open;
    }
  }
  return failure(outsideCoverage(hub, hub.coverage));
}
