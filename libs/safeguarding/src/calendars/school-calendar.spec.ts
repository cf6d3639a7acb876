import { describe, expect, it } from '@jest/globals';

import { bankHolidays, hilltop, riverside, valueOf } from '../test-support/calendars.js';
import { HILLTOP_SCHOOL_TERMS } from '../test-support/northshire.js';
import { formatInstant } from './local-time.js';
import { nextSchoolDay, schoolCalendar, type SchoolCalendarData, type SchoolPeriod } from './school-calendar.js';

describe('the next school day', () => {
  it.each<[string, typeof hilltop, string, string]>([
    ['during half-term', hilltop, '2026-05-24T21:40:00+01:00', 'Mon 1 Jun 2026 08:45'],
    ['at the school whose half-term was earlier', riverside, '2026-05-24T21:40:00+01:00', 'Tue 26 May 2026 08:30'],
    ['before school on a school day', hilltop, '2026-06-03T03:10:00+01:00', 'Wed 3 Jun 2026 08:45'],
    ['at the moment school starts', hilltop, '2026-06-03T08:45:00+01:00', 'Thu 4 Jun 2026 08:45'],
    ['on a Friday afternoon', hilltop, '2026-06-05T15:00:00+01:00', 'Mon 8 Jun 2026 08:45'],
    ['on the last day of the summer term', hilltop, '2026-07-21T15:00:00+01:00', 'Wed 2 Sep 2026 08:45'],
    ['over a training day', riverside, '2026-06-25T20:00:00+01:00', 'Mon 29 Jun 2026 08:30'],
  ])('%s', (_what, school, after, expected) => {
    expect(formatInstant(valueOf(nextSchoolDay(school, Date.parse(after))).at)).toBe(expected);
  });

  it('names the reasons for the days without school', () => {
    expect(valueOf(nextSchoolDay(hilltop, Date.parse('2026-05-22T16:00:00+01:00'))).noSchool).toEqual([
      { name: 'Spring bank holiday', bankHoliday: true, from: '2026-05-25', to: '2026-05-25' },
      { name: 'half-term', bankHoliday: false, from: '2026-05-25', to: '2026-05-29' },
    ]);
  });

  it('is refused when the next term is not known yet', () => {
    expect(nextSchoolDay(hilltop, Date.parse('2027-07-21T16:00:00+01:00'))).toMatchObject({
      ok: false, error: { code: 'outside-coverage', calendar: { id: 'school-terms/142001', version: '1+2026-02-25' } },
    });
    expect(nextSchoolDay(hilltop, Date.parse('2025-08-31T12:00:00+01:00'))).toMatchObject({ ok: false, error: { code: 'outside-coverage' } });
  });
});

describe('term dates with a fault', () => {
  const periods = HILLTOP_SCHOOL_TERMS.periods;
  const replaced = (index: number, change: Partial<SchoolPeriod>): Partial<SchoolCalendarData> => ({
    periods: periods.map((period, at) => (at === index ? { ...period, ...change } : period)),
  });
  it.each<[string, Partial<SchoolCalendarData>, string[]]>([
    ['a day without a period', replaced(9, { from: '2026-05-24' }), ['periods/9/from gap']],
    ['terms that overlap', replaced(9, { from: '2026-05-22' }), ['periods/9/from overlap']],
    ['an end before the beginning', replaced(9, { from: '2026-06-02' }), ['periods/9 wrong-order']],
    ['a day that does not exist', replaced(9, { to: '2026-05-32' }), ['periods/9/to not-a-date']],
    ['a beginning later than the calendar\'s', { ...replaced(0, { from: '2025-09-02' }), closures: [] }, ['periods/0/from gap']],
    ['an end before the calendar\'s', { periods: periods.slice(0, -1) }, ['periods/22/to gap']],
    ['no term at all', { periods: [{ kind: 'holiday', name: 'for ever', from: '2025-09-01', to: '2027-08-31' }], closures: [] }, ['periods incomplete']],
    ['a training day in the holidays', { closures: [{ date: '2026-05-27', name: 'training' }] }, ['closures/0/date outside-coverage']],
    ['a training day on a Saturday', { closures: [{ date: '2026-06-06', name: 'training' }] }, ['closures/0/date outside-coverage']],
    ['one training day twice', { closures: [{ date: '2026-06-05', name: 'a' }, { date: '2026-06-05', name: 'b' }] }, ['closures/1/date duplicate']],
    ['no time of day', { startsAt: 'morning' }, ['startsAt not-a-time']],
  ])('are refused: %s', (_what, change, expected) => {
    const outcome = schoolCalendar({ ...HILLTOP_SCHOOL_TERMS, ...change }, bankHolidays);
    expect(outcome.ok ? [] : outcome.error.map(({ at, code }) => `${at} ${code}`)).toEqual(expected);
  });
});
