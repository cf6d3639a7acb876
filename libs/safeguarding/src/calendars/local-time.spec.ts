import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { clockChanges, summerTimeMs } from '../test-support/almanac.js';
import { addDays, formatInstant, formatZonedInstant, isLocalDate, offsetAt, parseTimeOfDay, toInstant, toLocalTime, weekdayOf } from './local-time.js';

const YEARS = [2024, 2025, 2026, 2027, 2028];
const iso = (instant: number): string => new Date(instant).toISOString();

describe('local time in England and Wales', () => {
  it.each(YEARS)('changes in %i on the last Sundays of March and October, at 01:00 UTC', (year) => {
    const { forward, back } = clockChanges(year);
    expect([forward - 1, forward, back - 1, back].map((instant) => offsetAt(instant))).toEqual([0, 3_600_000, 3_600_000, 0]);
  });

  it('agrees with the law on summer time at any instant of 2000 to 2040', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), (instant) => offsetAt(instant) === summerTimeMs(instant)),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, string, number, string]>([
    ['a summer evening', '2026-05-22', 18 * 60, '2026-05-22T17:00:00.000Z'],
    ['a winter morning', '2026-12-29', 9 * 60, '2026-12-29T09:00:00.000Z'],
    ['the first hour of a summer day', '2026-05-23', 30, '2026-05-22T23:30:00.000Z'],
    ['a time that the clocks skip is the end of the gap', '2026-03-29', 90, '2026-03-29T01:00:00.000Z'],
    ['a time that they repeat is the first of the two', '2026-10-25', 90, '2026-10-25T00:30:00.000Z'],
    ['the midnight that ends the day', '2026-10-24', 1_440, '2026-10-24T23:00:00.000Z'],
  ])('%s', (_what, date, minute, instant) => {
    expect(iso(toInstant(date, minute))).toBe(instant);
  });

  it('returns to the instant it was made from, except in the repeated hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2029, 0) / 60_000 }), (minute) => {
        const instant = minute * 60_000;
        const { date, minuteOfDay } = toLocalTime(instant);
        const repeated = YEARS.some((year) => instant >= clockChanges(year).back && instant < clockChanges(year).back + 3_600_000);
        return toInstant(date, minuteOfDay) === (repeated ? instant - 3_600_000 : instant);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is written in a form for people', () => {
    expect(formatInstant(Date.parse('2026-05-26T16:00:00Z'))).toBe('Tue 26 May 2026 17:00');
    expect(formatInstant(Date.parse('2026-01-05T08:05:59Z'))).toBe('Mon 5 Jan 2026 08:05');
    expect(['2026-05-26T16:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((at) => formatZonedInstant(Date.parse(at))))
      .toEqual(['Tue 26 May 2026 17:00 BST', 'Sun 25 Oct 2026 01:30 BST', 'Sun 25 Oct 2026 01:30 GMT']);
  });

  it('accepts a mistyped year without an exception', () => {
    expect(() => ['0001-01-01T00:00:00Z', '1926-05-22T18:00:00Z', '9999-12-31T23:59:59Z'].map((text) => toLocalTime(Date.parse(text)))).not.toThrow();
  });

  it('recognises the dates and times that exist', () => {
    expect(['2024-02-29', '2026-02-29', '2026-13-01', '2026-5-1', 'tomorrow'].map((text) => isLocalDate(text))).toEqual([true, false, false, false, false]);
    expect(['00:00', '08:45', '24:00', '24:01', '8:45', '12:60'].map((text) => parseTimeOfDay(text))).toEqual([0, 525, 1_440, undefined, undefined, undefined]);
    expect([addDays('2026-02-28', 1), addDays('2024-02-28', 1), addDays('2026-01-01', -1)]).toEqual(['2026-03-01', '2024-02-29', '2025-12-31']);
    expect([weekdayOf('2026-05-24'), weekdayOf('2026-05-30')]).toEqual([0, 6]);
  });
});
