import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { percentOf, OUTLIER_RULE, outlierOf } from './arithmetic.js';

const share = fc.nat({ max: 400 }).chain((denominator) => fc.record({ numerator: fc.nat({ max: denominator }), denominator: fc.constant(denominator) }));

describe('a share', () => {
  it('is the nearest tenth of a percent, and undefined without a case', () => {
    expect(percentOf(0, 0)).toBeUndefined();
    fc.assert(fc.property(share, ({ numerator, denominator }) => {
      fc.pre(denominator > 0);
      const percent = percentOf(numerator, denominator) ?? Number.NaN;
      expect(Math.abs(percent - (100 * numerator) / denominator)).toBeLessThanOrEqual(0.05 + 1e-9);
      expect(percent >= 0 && percent <= 100).toBe(true);
    }));
  });
});

describe('a unit is an outlier', () => {
  it('with six in ten children recorded as N1, where the others have one in twenty', () => {
    expect(outlierOf({ numerator: 12, denominator: 20 }, { numerator: 15, denominator: 80 })).toEqual({ direction: 'higher', others: { numerator: 3, denominator: 60 } });
  });

  it('also downwards: a unit that acknowledges almost nothing in time', () => {
    expect(outlierOf({ numerator: 4, denominator: 30 }, { numerator: 58, denominator: 90 })).toMatchObject({ direction: 'lower' });
  });

  it.each([
    ['nine cases, at any share', { numerator: 9, denominator: 9 }, { numerator: 9, denominator: 100 }],
    ['no other unit to compare with', { numerator: 30, denominator: 50 }, { numerator: 30, denominator: 59 }],
    ['a difference that chance gives among ten cases', { numerator: 3, denominator: 10 }, { numerator: 4, denominator: 20 }],
    ['a difference that is certain but small', { numerator: 1_400, denominator: 10_000 }, { numerator: 1_500, denominator: 20_000 }],
  ])('never by %s', (_, unit, force) => {
    expect(outlierOf(unit, force)).toBeUndefined();
  });

  it('exactly by the written rule, calculated step by step from the cases themselves', () => {
    fc.assert(fc.property(share, share, (unit, others) => {
      const cases = [...cases01(unit, 'unit'), ...cases01(others, 'others')];
      const mean = (of: typeof cases): number => of.filter(({ hit }) => hit).length / of.length;
      const [mine, theirs] = [cases.filter(({ of }) => of === 'unit'), cases.filter(({ of }) => of === 'others')];
      const enough = mine.length >= 10 && theirs.length >= 10;
      const difference = mean(mine) - mean(theirs);
      const spread = Math.sqrt(mean(cases) * (1 - mean(cases)) * (1 / mine.length + 1 / theirs.length));
      // Where binary numbers cannot decide the side of the line, either result is right.
      fc.pre(!enough || (Math.abs(Math.abs(difference) - 0.15) > 1e-9 && Math.abs(Math.abs(difference) - 3 * spread) > 1e-9));
      const expected = enough && Math.abs(difference) > 0.15 && Math.abs(difference) > 3 * spread ? (difference > 0 ? 'higher' : 'lower') : undefined;
      const force = { numerator: unit.numerator + others.numerator, denominator: unit.denominator + others.denominator };
      expect(outlierOf(unit, force)?.direction).toBe(expected);
    }), { numRuns: 300 });
    expect(OUTLIER_RULE).toMatchObject({ leastCases: 10, leastPoints: 15, leastStandardErrors: 3 });
  });
});

function cases01({ numerator, denominator }: { readonly numerator: number; readonly denominator: number }, of: 'unit' | 'others') {
  return Array.from({ length: denominator }, (_, index) => ({ of, hit: index < numerator }));
}
