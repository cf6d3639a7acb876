import type { Measure, StandingOutRule } from '#libs/contracts';
import { STANDS_OUT, type MeasureDefinition } from '#libs/safeguarding';

const UNITS = { share: 'percent', duration: 'minutes', count: 'cases' } as const;

/** A measure in the form of the API. */
export function measureItem(definition: MeasureDefinition): Measure {
  const { basis: _, ...measure } = definition;
  return { ...measure, unit: UNITS[measure.kind] };
}

export const STANDS_OUT_RULE: StandingOutRule = { id: STANDS_OUT.id, version: STANDS_OUT.version, sentence: STANDS_OUT.sentence };
