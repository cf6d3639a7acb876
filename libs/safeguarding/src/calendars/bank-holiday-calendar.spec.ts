import { describe, expect, it } from '@jest/globals';

import { bankHolidaysOf, easterSunday, isoDay } from '../test-support/almanac.js';
import { bankHolidays, valueOf } from '../test-support/calendars.js';
import { bankHolidayCalendar, isWorkingDay, workingDayAfter, type BankHolidayData } from './bank-holiday-calendar.js';
import { BANK_HOLIDAYS_ENGLAND_AND_WALES as snapshot } from './data/bank-holidays.js';

const YEARS = Array.from({ length: 10 }, (_, index) => 2019 + index);

describe('the snapshot of bank holidays', () => {
  it('covers whole years, and names their days', () => {
    expect(snapshot.coverage).toEqual({ from: '2019-01-01', to: '2028-12-31' });
    expect(snapshot.version).toBe('2026-02-25');
  });

  it.each(YEARS)('of %i follow from Easter, the substitution of weekends and the proclamations', (year) => {
    expect(snapshot.holidays.filter(({ date }) => date.startsWith(String(year))).map(({ date }) => date)).toEqual(bankHolidaysOf(year));
  });

  it('contains the days that were moved or added', () => {
    expect(['2020-05-04', '2022-05-30'].some((date) => bankHolidays.holidays.has(date))).toBe(false);
    expect(['2020-05-08', '2022-06-03', '2022-09-19', '2023-05-08'].every((date) => bankHolidays.holidays.has(date))).toBe(true);
    expect([2024, 2025, 2026].map((year) => isoDay(easterSunday(year)))).toEqual(['2024-03-31', '2025-04-20', '2026-04-05']);
  });
});

describe('working days', () => {
  it.each<[string, string, number, string, string[]]>([
    ['over a bank holiday weekend', '2026-05-22', 1, '2026-05-26', ['2026-05-25']],
    ['over Easter', '2026-04-02', 1, '2026-04-07', ['2026-04-03', '2026-04-06']],
    ['over Christmas with a substitute day', '2026-12-24', 1, '2026-12-29', ['2026-12-25', '2026-12-28']],
    ['fifteen for a conference', '2026-05-26', 15, '2026-06-16', []],
    ['forty-five for an assessment', '2026-05-22', 45, '2026-07-27', ['2026-05-25']],
    ['from a Saturday', '2026-05-16', 1, '2026-05-18', []],
    ['from a bank holiday', '2026-05-25', 1, '2026-05-26', []],
  ])('%s', (_what, date, days, expected, skipped) => {
    const found = valueOf(workingDayAfter(bankHolidays, date, days));
    expect([found.date, found.skipped.map((holiday) => holiday.date)]).toEqual([expected, skipped]);
  });

  it('are Monday to Friday, less the bank holidays', () => {
    const days = ['2026-05-22', '2026-05-23', '2026-05-24', '2026-05-25', '2026-05-26'];
    expect(days.map((date) => valueOf(isWorkingDay(bankHolidays, date)))).toEqual([true, false, false, false, true]);
  });

  it.each([
    ['before the snapshot', workingDayAfter(bankHolidays, '2018-12-31', 1)],
    ['after it', workingDayAfter(bankHolidays, '2029-01-02', 1)],
    ['across its end', workingDayAfter(bankHolidays, '2028-12-29', 1)],
    ['a day after its end', isWorkingDay(bankHolidays, '2029-01-01')],
  ])('are refused %s, with the calendar and the remedy', (_where, outcome) => {
    expect(outcome).toMatchObject({ ok: false, error: { code: 'outside-coverage', calendar: { id: 'bank-holidays/england-and-wales', version: '2026-02-25' } } });
    expect(outcome.ok ? '' : outcome.error.message).toMatch(/covers 2019-01-01 to 2028-12-31.*Load a version that covers it/u);
  });

  it('are counted in whole numbers from one: any other number is a bug', () => {
    expect(() => workingDayAfter(bankHolidays, '2026-05-22', 0)).toThrow(RangeError);
    expect(() => workingDayAfter(bankHolidays, '2026-05-22', 1.5)).toThrow(RangeError);
  });
});

describe('a snapshot with a fault', () => {
  const holidays = snapshot.holidays;
  it.each<[string, Partial<BankHolidayData>, string[]]>([
    ['a missing year', { holidays: holidays.filter(({ date }) => !date.startsWith('2027')) }, ['holidays gap']],
    ['a coverage that the list does not fill', { coverage: { from: '2019-01-01', to: '2029-12-31' } }, ['holidays gap']],
    ['one day twice', { holidays: [...holidays, { date: '2026-05-25', name: 'Again' }] }, ['holidays/83/date duplicate']],
    ['a date that does not exist', { holidays: [...holidays, { date: '2026-02-30', name: 'Never' }] }, ['holidays/83/date not-a-date']],
    ['a day outside', { holidays: [...holidays, { date: '2031-01-01', name: 'Later' }] }, ['holidays/83/date outside-coverage']],
    ['a Saturday', { holidays: [...holidays, { date: '2026-12-26', name: 'Boxing Day' }] }, ['holidays/83/date on-a-weekend']],
    ['coverage back to front', { coverage: { from: '2028-12-31', to: '2019-01-01' }, holidays: [] }, ['coverage wrong-order']],
  ])('is refused: %s', (_what, change, expected) => {
    const outcome = bankHolidayCalendar({ ...snapshot, ...change });
    expect(outcome.ok ? [] : outcome.error.map(({ at, code }) => `${at} ${code}`)).toEqual(expected);
  });
});
