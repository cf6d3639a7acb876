import { describe, expect, it } from '@jest/globals';

import { between, isInstant, LONDON_TIMES, readableDuration, UTC_TIMES } from './times.js';

describe('a time', () => {
  it.each([
    ['2026-05-22T17:00:01.184Z', '2026-05-22 18:00:01 BST'],
    ['2026-01-22T17:00:01Z', '2026-01-22 17:00:01 GMT'],
    ['2026-03-29T00:59:59Z', '2026-03-29 00:59:59 GMT'],
    ['2026-03-29T01:00:00Z', '2026-03-29 02:00:00 BST'],
    ['2026-10-25T00:30:00Z', '2026-10-25 01:30:00 BST'],
    ['2026-10-25T01:30:00Z', '2026-10-25 01:30:00 GMT'],
    ['2026-05-22T23:30:00Z', '2026-05-23 00:30:00 BST'],
    ['not a time', 'not a time'],
  ])('%s is read in England as %s', (instant, text) => {
    expect(LONDON_TIMES.at(instant)).toBe(text);
  });

  it('is in UTC on request', () => {
    expect(UTC_TIMES.at('2026-05-22T18:00:01.184+01:00')).toBe('2026-05-22 17:00:01Z');
  });

  it('is told from a date and from prose', () => {
    expect(['2026-05-22T17:00:01Z', '2026-05-22T18:00+01:00'].every((text) => isInstant(text))).toBe(true);
    expect(['2026-05-22', 'at 2026-05-22T17:00:01Z', '2026-05-22T17:00:01', '2026-13-22T17:00:01Z'].some((text) => isInstant(text))).toBe(false);
  });
});

describe('an elapsed time', () => {
  it.each([
    [450, '450 ms'],
    [59_000, '59 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [93_600_000, '1 d 2 h'],
    [2_419_200_000, '28 d'],
  ])('%d ms', (ms, text) => {
    expect(readableDuration(ms)).toBe(text);
  });

  it('is never below zero', () => {
    expect(between('2026-05-22T17:00:00Z', '2026-05-22T16:00:00Z')).toBe('under 1 min');
  });
});
