import type { Source } from '../source.js';

/** Percent with one decimal; undefined for a denominator of 0. */
export function percentOf(numerator: number, denominator: number): number | undefined {
  return denominator === 0 ? undefined : Math.round((numerator / denominator) * 1_000) / 10;
}

export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** The rule that marks a unit as an outlier among the other units of its force. It is data, so that every reader sees the same rule. */
export interface OutlierRule {
  readonly id: string;
  readonly version: number;
  readonly sentence: string;
  /** The fewest cases of the unit, and of the other units together. */
  readonly leastCases: number;
  /** The smallest difference of the shares, in percentage points. */
  readonly leastPoints: number;
  /** The smallest difference in standard errors, so that chance alone marks no unit. */
  readonly leastStandardErrors: number;
  readonly source: Source;
}

export const OUTLIER_RULE: OutlierRule = {
  id: 'measures/outlier',
  version: 1,
  sentence: 'A unit is an outlier if it has at least 10 cases, the other units of its force together have at least 10, its share differs from theirs by at least '
    + '15 percentage points, and the difference is at least 3 standard errors, so that chance alone seldom causes it.',
  leastCases: 10,
  leastPoints: 15,
  leastStandardErrors: 3,
  source: { title: 'Exchange policy; the test is the usual comparison of two proportions', confidence: 'general' },
};

interface Outlier {
  readonly direction: 'higher' | 'lower';
  /** The other units of the force together. */
  readonly others: Share;
}

/** Whether a unit's share is an outlier among its force. The unit's own cases are subtracted from those of the force. */
export function outlierOf(unit: Share, force: Share, rule: OutlierRule = OUTLIER_RULE): Outlier | undefined {
  const others = { numerator: force.numerator - unit.numerator, denominator: force.denominator - unit.denominator };
  if (unit.denominator < rule.leastCases || others.denominator < rule.leastCases) return undefined;
  const difference = unit.numerator / unit.denominator - others.numerator / others.denominator;
  const pooled = force.numerator / force.denominator;
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / unit.denominator + 1 / others.denominator));
  // A small tolerance, because 0.35 - 0.2 is less than 0.15 in binary.
  const isFar = Math.abs(difference) * 100 >= rule.leastPoints - 1e-9 && Math.abs(difference) >= rule.leastStandardErrors * standardError - 1e-12;
  return isFar ? { direction: difference > 0 ? 'higher' : 'lower', others } : undefined;
}
