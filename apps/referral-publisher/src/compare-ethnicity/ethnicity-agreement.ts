import type { EthnicityConflict, StatedEthnicitySet } from '#libs/contracts';
import { CODE_SETS, ETHNICITY_MAPPINGS, translate, type QualifiedCode } from '#libs/safeguarding';

/** A code and the list it is of, as an organisation has it recorded. */
export interface StatedCode {
  readonly namespace: StatedEthnicitySet;
  readonly code: string;
}

/** Codes that say that nobody stated anything: they contradict nothing, and nothing contradicts them. */
const NOT_STATED: Readonly<Record<StatedEthnicitySet, readonly string[]>> = {
  'police/ethnicity-18-plus-1': ['NS'],
  'police/ethnicity-16-plus-1': ['NS'],
  'dfe/ethnicity': ['REFU', 'NOBT'],
  'nhs/ethnic-category': ['Z', '99'],
};

/**
 * Whether two records of what a person stated contradict each other. They agree where they are the same code of one list,
 * or where one translates exactly into the other. A translation that loses something decides nothing: then one may be the
 * other, and only the person could say.
 *
 * @returns null where they agree, or where one of them states nothing.
 */
export function ethnicityConflict(one: StatedCode, other: StatedCode): EthnicityConflict | null {
  if (statesNothing(one) || statesNothing(other)) return null;
  if (one.namespace === other.namespace) return one.code === other.code ? null : 'different';
  const readings = [...readingsOf(one, other), ...readingsOf(other, one)];
  if (readings.includes('exact')) return null;
  return readings.includes('lossy') ? 'inexact' : 'different';
}

function statesNothing({ namespace, code }: StatedCode): boolean {
  return NOT_STATED[namespace].includes(code);
}

/** How `from`, read in the list of `to`, may be `to`. */
function readingsOf(from: StatedCode, to: StatedCode): readonly ('exact' | 'lossy')[] {
  return ETHNICITY_MAPPINGS.flatMap((mapping) => {
    if (mapping.from.id !== from.namespace || mapping.to.id !== to.namespace) return [];
    const translated = translate(mapping, qualified(from));
    if (!translated.ok) return [];
    const { targets, fidelity } = translated.value;
    return targets.some(({ code }) => code === to.code) ? [fidelity] : [];
  });
}

function qualified({ namespace, code }: StatedCode): QualifiedCode {
  const version = Math.max(...CODE_SETS.filter(({ id }) => id === namespace).map((set) => set.version));
  return { set: namespace, version, code };
}
