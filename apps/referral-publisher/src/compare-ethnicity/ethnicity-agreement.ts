import type { EthnicityConflict, StatedEthnicitySet } from '#libs/contracts';
import { CODE_SETS, ETHNICITY_MAPPINGS, translate, type QualifiedCode } from '#libs/safeguarding';

/** A code and its list, as an organisation recorded them. */
export interface StatedCode {
  readonly namespace: StatedEthnicitySet;
  readonly code: string;
}

/** Codes for "not stated". They contradict no code, and no code contradicts them. */
const NOT_STATED: Readonly<Record<StatedEthnicitySet, readonly string[]>> = {
  'police/ethnicity-18-plus-1': ['NS'],
  'police/ethnicity-16-plus-1': ['NS'],
  'dfe/ethnicity': ['REFU', 'NOBT'],
  'nhs/ethnic-category': ['Z', '99'],
};

/**
 * Compares two records of the ethnicity that a person stated. They agree where they are the same code of one list, or where one
 * translates exactly into the other. A lossy translation is no contradiction: the two may be the same, and only the person can
 * decide.
 *
 * @returns null where they agree, or where one of them is a code for "not stated".
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

/** The codes in the list of `to` that `from` may mean, each exact or lossy. */
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
