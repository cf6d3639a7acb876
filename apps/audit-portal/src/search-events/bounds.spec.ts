import { describe, expect, it } from '@jest/globals';

import { isBackwards, whatBoundsAreMissing } from './bounds.js';

const now = new Date('2026-11-24T12:00:00Z');
const referralId = '01932b6e-7f3a-7000-8000-000000000001';

describe('a query of the log', () => {
  it.each([
    ['one referral, however old', { referralId }],
    ['one request', { correlationId: referralId }],
    ['a quarter', { from: '2026-08-24T12:00:00Z' }],
    ['a quarter long ago', { from: '2024-01-01T00:00:00Z', to: '2024-04-02T00:00:00Z' }],
    ['years of one agency', { from: '2020-01-01T00:00:00Z', agency: 'northshire-csc' }],
  ])('is bounded by %s', (_, bounds) => {
    expect(whatBoundsAreMissing(bounds, now)).toBeNull();
  });

  it.each([
    ['nothing', {}, /Add referralId/],
    ['an agency alone', { agency: 'northshire-csc' }, /period that begins with from/],
    ['an end alone', { to: '2026-01-01T00:00:00Z' }, /period that begins with from/],
    ['more than a quarter', { from: '2026-08-24T11:59:59Z' }, /has 93 days. Shorten it to 92 days/],
  ])('is not bounded by %s, and learns the missing parameter', (_, bounds, sentence) => {
    expect(whatBoundsAreMissing(bounds, now)).toMatch(sentence);
  });

  it('does not run backwards', () => {
    expect(isBackwards('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe(true);
    expect(isBackwards('2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00Z')).toBe(true);
    expect(isBackwards('2026-01-01T00:00:00Z', undefined)).toBe(false);
  });
});
