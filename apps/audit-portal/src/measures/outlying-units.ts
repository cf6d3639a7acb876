import type { OutlierMark } from '#libs/contracts';
import { percentOf, outlierOf } from '#libs/safeguarding';

import type { CountedGroup } from './measure-values.js';

/** The mark of each group that is a unit and is an outlier among the units of its force, in the order of the groups. */
export function marksOf(groups: readonly CountedGroup[]): readonly (OutlierMark | undefined)[] {
  const forces = new Map<string | null, { numerator: number; denominator: number }>();
  for (const { key, value } of groups) {
    const known = forces.get(key) ?? { numerator: 0, denominator: 0 };
    forces.set(key, { numerator: known.numerator + value.numerator, denominator: known.denominator + value.denominator });
  }
  return groups.map(({ key, subKey, value }) => {
    const force = forces.get(key);
    const found = key === null || subKey === null || force === undefined ? undefined : outlierOf(value, force);
    if (found === undefined) return undefined;
    const { numerator: othersNumerator, denominator: othersDenominator } = found.others;
    return { direction: found.direction, othersNumerator, othersDenominator, othersPercent: percentOf(othersNumerator, othersDenominator) ?? 0 };
  });
}
