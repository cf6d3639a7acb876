import type { Failure } from '#libs/kernel';

import type { VersionedReference } from '../source.js';
import { isLocalDate, type LocalDate } from './local-time.js';

/** The period that a calendar covers, both days included. A question about a day outside it is refused. */
export interface Coverage {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A question about a day that the calendar does not cover. No due time is guessed from a calendar that ends too early. */
export interface OutsideCoverage extends Failure<'outside-coverage'> {
  readonly calendar: VersionedReference;
}

type CalendarProblemCode =
  | 'not-a-date'
  | 'not-a-time'
  | 'wrong-order'
  | 'overlap'
  | 'gap'
  | 'outside-coverage'
  | 'duplicate'
  | 'incomplete'
  | 'on-a-weekend';

/**
 * A fault in a calendar's data, with its position. Calendars are checked when they are loaded, so that no fault shows up first
 * in a child's case.
 */
export interface CalendarProblem extends Failure<CalendarProblemCode> {
  /** Path into the data, such as `periods/3/from`. */
  readonly at: string;
}

export function covers({ from, to }: Coverage, date: LocalDate): boolean {
  return from <= date && date <= to;
}

export function outsideCoverage(calendar: VersionedReference, { from, to }: Coverage): OutsideCoverage {
  const reach = `The calendar ${calendar.id} (version ${calendar.version}) covers ${from} to ${to}, and a day outside is needed.`;
  return { code: 'outside-coverage', calendar, message: `${reach} Load a version that covers it.` };
}

export function problem(at: string, code: CalendarProblemCode, message: string): CalendarProblem {
  return { at, code, message };
}

/** Checks a period: both dates exist and are in order. */
export function checkPeriod(at: string, { from, to }: Coverage): CalendarProblem[] {
  const found = [checkDate(`${at}/from`, from), checkDate(`${at}/to`, to)].flat();
  return found.length === 0 && from > to ? [problem(at, 'wrong-order', 'The period ends before it begins.')] : found;
}

function checkDate(at: string, date: LocalDate): CalendarProblem[] {
  return isLocalDate(date) ? [] : [problem(at, 'not-a-date', 'This is not a date that exists, written as YYYY-MM-DD.')];
}

/** Checks a list of single days: each exists, lies within the coverage and occurs once. */
export function checkDays(at: string, days: readonly LocalDate[], coverage: Coverage): CalendarProblem[] {
  return days.flatMap((date, index) => {
    const place = `${at}/${index}/date`;
    const unreadable = checkDate(place, date);
    if (unreadable.length > 0) return unreadable;
    if (!covers(coverage, date))
      return [problem(place, 'outside-coverage', 'The day lies outside the period that the calendar covers.')];
    return days.indexOf(date) === index ? [] : [problem(place, 'duplicate', 'The day is named twice.')];
  });
}
