import { describe, expect, it } from '@jest/globals';

import { baseUrl, duration, idempotencyKey, instantSeenAt, staffReference, uuid, wholeNumber } from './arguments.js';

const at = instantSeenAt(() => new Date('2026-05-22T17:00:00Z'));

describe('a moment on the command line', () => {
  it.each([
    ['2026-05-22', '2026-05-22T00:00:00.000Z'],
    ['2026-05-22T18:00:00+01:00', '2026-05-22T17:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['90m', '2026-05-22T15:30:00.000Z'],
    ['24h', '2026-05-21T17:00:00.000Z'],
    ['7d', '2026-05-15T17:00:00.000Z'],
    ['2w', '2026-05-08T17:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each(['2026-02-30', '2025-02-29', '22/05/2026', 'yesterday', '7', '', '2026-05-22T18:00:00', '2026-13-01', '2026-05-22T25:00:00Z'])('refuses %j: it could mean another day', (text) => {
    expect(() => at(text)).toThrow('It must be a date');
  });
});

describe('an age on the command line', () => {
  it.each([
    ['90m', 'PT90M'],
    ['24h', 'PT24H'],
    ['7d', 'P7D'],
    ['2w', 'P2W'],
    ['P1DT12H', 'P1DT12H'],
    ['90', '90'],
  ])('%s', (text, expected) => {
    expect(duration(text)).toBe(expected);
  });

  it.each(['P', 'PT', 'P1DT', 'a day', '-1h', '1y', ''])('refuses %j', (text) => {
    expect(() => duration(text)).toThrow('It must be a duration');
  });
});

describe('other words on the command line', () => {
  it('are taken in their form, and refused in any other', () => {
    expect(uuid('0190F3A4-5B7C-7C3A-9D2E-3F0A1B2C3D4E')).toBe('0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e');
    expect(baseUrl('http://127.0.0.1:4100/')).toBe('http://127.0.0.1:4100');
    expect(idempotencyKey('NSP:2026/1'.replace('/', '-'))).toBe('NSP:2026-1');
    expect(wholeNumber(1, 50)('50')).toBe(50);
    for (const refused of [() => uuid('1'), () => baseUrl('ftp://x'), () => baseUrl('http://me:pw@x'), () => idempotencyKey('a b'), () => staffReference('Sam Whitlock')]) {
      expect(refused).toThrow('It must');
    }
    for (const text of ['0', '51', '1.5', '1e1', '-1', ' 1', '']) expect(() => wholeNumber(1, 50)(text)).toThrow('It must be a whole number');
  });
});
