import type { Measure, OutlierRule } from '#libs/contracts';
import { OUTLIER_RULE, type MeasureDefinition } from '#libs/safeguarding';

const UNITS = { share: 'percent', duration: 'minutes', count: 'cases' } as const;

/** A measure in the form of the API. */
export function measureItem(definition: MeasureDefinition): Measure {
  const { basis: _, ...measure } = definition;
  return { ...measure, unit: UNITS[measure.kind] };
}

export const OUTLIER_RULE_ITEM: OutlierRule = { id: OUTLIER_RULE.id, version: OUTLIER_RULE.version, sentence: OUTLIER_RULE.sentence };
