import { failure, success, type Outcome } from '#libs/kernel';

import { addDays, isLocalDate, toInstant, toLocalTime, type LocalDate } from '../calendars/local-time.js';

/** The longest period of one answer: three years and the month in which they end. */
export const LONGEST_PERIOD_MONTHS = 37;

/** A period of local days in England and Wales, both days included. */
export interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** The first instant of the period, and the first one after it; ISO 8601. */
  readonly begins: string;
  readonly ends: string;
}

interface PeriodProblem {
  readonly at: 'from' | 'to';
  readonly message: string;
}

/**
 * Reads the ends of a period: days (`2026-05-22`) or months (`2026-05`), both included. The default end is today; the default
 * beginning is the month of the end.
 *
 * @param now the time of the exchange's clock.
 */
export function readPeriod(from: string | undefined, to: string | undefined, now: Date): Outcome<Period, PeriodProblem> {
  const today = toLocalTime(now.getTime()).date;
  const last = to === undefined ? today : lastDay(to);
  if (last === undefined) return failure({ at: 'to', message: 'This must be a day such as 2026-05-31, or a month such as 2026-05.' });
  const first = from === undefined ? `${last.slice(0, 7)}-01` : firstDay(from);
  if (first === undefined) return failure({ at: 'from', message: 'This must be a day such as 2026-05-01, or a month such as 2026-05.' });
  if (first > last) return failure({ at: 'to', message: 'The period ends before it begins.' });
  if (monthsBetween(first, last).length > LONGEST_PERIOD_MONTHS) {
    return failure({ at: 'from', message: `The period touches more than ${LONGEST_PERIOD_MONTHS} months. Shorten it.` });
  }
  return success(periodOf(first, last));
}

export function periodOf(from: LocalDate, to: LocalDate): Period {
  return { from, to, begins: new Date(toInstant(from, 0)).toISOString(), ends: new Date(toInstant(addDays(to, 1), 0)).toISOString() };
}

/** The months that a period touches, as `2026-05`, in order. */
export function monthsBetween(from: LocalDate, to: LocalDate): readonly string[] {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = monthAfter(month)) months.push(month);
  return months;
}

function firstDay(text: string): LocalDate | undefined {
  const day = /^\d{4}-\d{2}$/u.test(text) ? `${text}-01` : text;
  return isKept(day) ? day : undefined;
}

function lastDay(text: string): LocalDate | undefined {
  if (!/^\d{4}-\d{2}$/u.test(text)) return isKept(text) ? text : undefined;
  return isKept(`${text}-01`) ? addDays(`${monthAfter(text)}-01`, -1) : undefined;
}

/** Excludes years without records, because a mistyped year must not become a loop over ten thousand years. */
function isKept(day: string): boolean {
  return isLocalDate(day) && day >= '2000-01-01' && day < '2200-01-01';
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${String(year + 1).padStart(4, '0')}-01` : `${String(year).padStart(4, '0')}-${String(number + 1).padStart(2, '0')}`;
}
