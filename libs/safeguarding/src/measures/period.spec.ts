import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { monthsBetween, readPeriod } from './period.js';

const NOW = new Date('2026-05-31T23:30:00Z');

function period(from?: string, to?: string): unknown {
  const read = readPeriod(from, to, NOW);
  return read.ok ? read.value : read.error.at;
}

function hours(day: string): number {
  const read = readPeriod(day, day, NOW);
  return read.ok ? (Date.parse(read.value.ends) - Date.parse(read.value.begins)) / 3_600_000 : Number.NaN;
}

describe('a period', () => {
  it('consists of local days, both ends included: half past eleven at night in UTC is June in London', () => {
    expect(period()).toEqual({ from: '2026-06-01', to: '2026-06-01', begins: '2026-05-31T23:00:00.000Z', ends: '2026-06-01T23:00:00.000Z' });
    expect(period('2026-05', '2026-05')).toEqual({ from: '2026-05-01', to: '2026-05-31', begins: '2026-04-30T23:00:00.000Z', ends: '2026-05-31T23:00:00.000Z' });
  });

  it('has the hour that March lacks and October repeats', () => {
    expect([hours('2026-03-29'), hours('2026-05-01'), hours('2026-10-25')]).toEqual([23, 24, 25]);
  });

  it.each([
    ['2026-02-30', '2026-03', 'from'], ['2026-13', '2026-12', 'from'], ['2026-05', '2026-04', 'to'], ['2026-05', '2026-5', 'to'], ['2026-05', 'today', 'to'],
    ['2019-01', '2026-05', 'from'], ['0000-01', '2026-05', 'from'], ['2026-05', '9999-12', 'to'],
  ])('from %s to %s is refused at %s', (from, to, at) => {
    expect(period(from, to)).toBe(at);
  });

  it('follows the one before it without a gap, also at clock changes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 12 * 30 }), (months) => {
      const [one = '', next = ''] = monthsBetween('2010-01-01', '2045-01-01').slice(months, months + 2);
      const [first, second] = [readPeriod(one, one, NOW), readPeriod(next, next, NOW)];
      expect(first.ok && second.ok && first.value.ends === second.value.begins).toBe(true);
    }));
  });
});
