import { failure, success } from '#libs/kernel';

import { isWorkingDay, workingDayAfter } from '../../calendars/bank-holiday-calendar.js';
import { toInstant, toLocalTime } from '../../calendars/local-time.js';
import { nextSchoolDay, type NoSchool, type SchoolCalendar } from '../../calendars/school-calendar.js';
import type { Calendars } from '../clock.js';
import type { SchoolDayRule } from '../rule.js';
import { minuteOf, policyFor } from './cut-off.js';
import { bankHolidayNote, day } from './notes.js';
import { between, type TimingOutcome } from './timing.js';

/** Due before the next school day starts; for a child at no school of the partnership, before the local authority's next working day starts. */
export function schoolDay(rule: SchoolDayRule, anchor: number, calendars: Calendars): TimingOutcome {
  const { school } = calendars;
  if (school === undefined)
    return failure({ code: 'calendar-missing', message: `The rule ${rule.id} needs the calendar of the child's school.` });
  return school.kind === 'enrolled' ? atSchool(rule, anchor, school.calendar) : atHome(rule, anchor, calendars);
}

function atSchool(rule: SchoolDayRule, anchor: number, calendar: SchoolCalendar): TimingOutcome {
  const found = nextSchoolDay(calendar, anchor);
  if (!found.ok) return found;
  const { at: due, noSchool } = found.value;
  const year = toLocalTime(anchor).date.slice(0, 4);
  return success({
    due,
    warnings: between(anchor, due, rule.warnAt),
    calendar: { id: calendar.id, version: calendar.version },
    cutOff: null,
    limit: 'before the next school day starts, after',
    notes: [
      ...bankHolidayNote(
        noSchool.filter(({ bankHoliday }) => bankHoliday).map(({ from }) => from),
        year,
      ),
      ...noSchool.filter(({ bankHoliday }) => !bankHoliday).map((each) => noSchoolNote(each, year)),
    ],
  });
}

function noSchoolNote({ name, from, to }: NoSchool, year: string): string {
  return from === to
    ? `no school on ${day(from, year)} (${name})`
    : `no school from ${day(from, year)} to ${day(to, year)} (${name})`;
}

/**
 * A local authority has no school day, so local policy takes the start of its next working day. School holidays would delay the
 * notice about a child who learns at home by weeks.
 */
function atHome(rule: SchoolDayRule, anchor: number, calendars: Calendars): TimingOutcome {
  const { bankHolidays } = calendars;
  const policy = policyFor(rule, anchor, calendars);
  if (!policy.ok) return policy;
  const startsAt = minuteOf(policy.value.workingDayStartsAt);
  const { date, minuteOfDay } = toLocalTime(anchor);
  const today = isWorkingDay(bankHolidays, date);
  if (!today.ok) return today;
  const next = today.value && minuteOfDay < startsAt ? success({ date, skipped: [] }) : workingDayAfter(bankHolidays, date, 1);
  if (!next.ok) return next;
  const due = toInstant(next.value.date, startsAt);
  return success({
    due,
    warnings: between(anchor, due, rule.warnAt),
    calendar: { id: bankHolidays.id, version: bankHolidays.version },
    cutOff: { id: policy.value.id, version: String(policy.value.version) },
    limit: 'before the local authority\'s next working day starts, since no school of the partnership has the child on its roll, after',
    notes: bankHolidayNote(
      next.value.skipped.map((holiday) => holiday.date),
      date.slice(0, 4),
    ),
  });
}
