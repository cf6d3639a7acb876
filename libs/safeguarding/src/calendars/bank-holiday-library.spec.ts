import { describe, expect, it } from '@jest/globals';
import Holidays from 'date-holidays';

import { BANK_HOLIDAYS_ENGLAND_AND_WALES as snapshot } from './data/bank-holidays.js';
import { isWeekend } from './local-time.js';

const first = Number(snapshot.coverage.from.slice(0, 4));
const last = Number(snapshot.coverage.to.slice(0, 4));
const YEARS = Array.from({ length: last - first + 1 }, (_, index) => first + index);
const library = new Holidays('GB', 'ENG');

describe('the snapshot of bank holidays, compared with a calendar library', () => {
  it.each(YEARS)('agrees on every weekday of %i', (year) => {
    const kept = library.getHolidays(year).filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10));
    const weekdays = [...new Set(kept)].filter((date) => !isWeekend(date)).toSorted();
    expect(snapshot.holidays.filter(({ date }) => date.startsWith(String(year))).map(({ date }) => date)).toEqual(weekdays);
  });
});
