import { describe, expect, it } from '@jest/globals';

import { LONDON_TIMES } from '#libs/sentences';

import { movedClock } from './moved-clock.js';

const NOW = new Date('2026-05-26T17:00:00Z');
const HOUR_MS = 3_600_000;

describe('a moved clock', () => {
  it.each([
    [96 * HOUR_MS, '4 days ahead'],
    [-1.5 * HOUR_MS, '1 hour 30 minutes behind'],
    [25 * HOUR_MS + 1_500, '1 day 1 hour 1.5 seconds ahead'],
  ])('is stated with its amount and its reading: %d ms', (offset, by) => {
    expect(movedClock(offset, LONDON_TIMES, NOW)).toMatch(new RegExp(`^The exchange's clock is moved ${by} for a test: it reads .*2026.*\\.$`));
  });

  it('is not mentioned where it is not moved', () => {
    expect(movedClock(0, LONDON_TIMES, NOW)).toBeUndefined();
  });
});
