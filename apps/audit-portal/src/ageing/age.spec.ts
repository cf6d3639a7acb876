import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ageOf, parseDuration } from './age.js';

describe('how long a silence has lasted', () => {
  it('is written in days, hours and minutes, across a change of the clocks', () => {
    expect(ageOf('2026-03-28T23:30:00Z', '2026-03-30T01:00:59Z')).toEqual({ age: 'P1DT1H30M', ageMinutes: 1_530 });
    expect(ageOf('2026-03-28T23:30:00Z', '2026-03-28T23:29:00Z')).toEqual({ age: 'P0DT0H0M', ageMinutes: 0 });
  });

  it('reads back as the same age', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (minutes) => {
        const since = new Date(Date.UTC(2026, 0, 1));
        const { age } = ageOf(since.toISOString(), new Date(since.getTime() + minutes * 60_000 + 59_999).toISOString());
        expect(parseDuration(age)).toBe(minutes);
      }),
    );
  });

  it.each([
    ['90', 90], ['PT90M', 90], ['P1D', 1_440], ['P2W', 20_160], ['P1DT1H', 1_500], ['PT24H', 1_440],
  ])('can be asked for as %s', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  it.each(['P', 'PT', 'P1DT', 'P1M', 'P1Y', '-5', '1.5', '1 day', 'PT1S', ''])('cannot be asked for as %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
