import { describe, expect, it } from '@jest/globals';

import type { QualifiedCode } from './code-set.js';
import {
  ETHNICITY_16_TO_18, ETHNICITY_18_TO_16, ETHNICITY_18_TO_DFE, ETHNICITY_18_TO_NHS, ETHNICITY_DFE_TO_18, ETHNICITY_MAPPINGS, ETHNICITY_NHS_TO_18,
} from './data/ethnicity-mappings.js';
import { ETHNICITY_18_PLUS_1, ETHNICITY_DFE, ETHNICITY_NOT_STATED_REASON, ETHNICITY_PERCEIVED } from './data/ethnicity.js';
import { PRIMARY_NEED } from './data/census.js';
import { qualify, translate, type CodeMapping } from './mapping.js';

/** `lossy WIRT WROM`, `exact WBRI`, or the code of the refusal. */
function reads(mapping: CodeMapping, code: string, reason: QualifiedCode | null = null): string {
  const outcome = translate(mapping, qualify(mapping.from, code), reason);
  return outcome.ok ? [outcome.value.fidelity, ...outcome.value.targets.map((target) => target.code)].join(' ') : outcome.error.code;
}
const because = (code: string): QualifiedCode => qualify(ETHNICITY_NOT_STATED_REASON, code);

describe('a child\'s statement, in the list of another organisation', () => {
  it.each<[string, CodeMapping, string, QualifiedCode | null, string]>([
    ['British is British', ETHNICITY_18_TO_DFE, 'W1', null, 'exact WBRI'],
    ['Gypsy or Irish Traveller may be either of two', ETHNICITY_18_TO_DFE, 'W3', null, 'lossy WIRT WROM'],
    ['Arab has no equal in the census', ETHNICITY_18_TO_DFE, 'O2', null, 'lossy OOTH'],
    ['not stated because the person declined', ETHNICITY_18_TO_DFE, 'NS', because('N4'), 'lossy REFU'],
    ['not stated because the officer was needed elsewhere', ETHNICITY_18_TO_DFE, 'NS', because('N1'), 'lossy NOBT'],
    ['not stated, without a recorded reason', ETHNICITY_18_TO_DFE, 'NS', null, 'lossy REFU NOBT'],
    ['a primary need N4 is not a reason', ETHNICITY_18_TO_DFE, 'NS', qualify(PRIMARY_NEED, 'N4'), 'lossy REFU NOBT'],
    ['a partner\'s Roma is the police\'s W3, less precisely', ETHNICITY_DFE_TO_18, 'WROM', null, 'lossy W3'],
    ['Chinese moved between the groups', ETHNICITY_18_TO_16, 'A4', null, 'exact O1'],
    ['an older White other may be a Traveller', ETHNICITY_16_TO_18, 'W9', null, 'lossy W9 W3'],
    ['health has no code for Gypsy or Irish Traveller', ETHNICITY_18_TO_NHS, 'W3', null, 'lossy C'],
    ['health: declined', ETHNICITY_18_TO_NHS, 'NS', because('N4'), 'lossy Z'],
    ['health: any other White may be a Traveller', ETHNICITY_NHS_TO_18, 'C', null, 'lossy W9 W3'],
  ])('%s', (_what, mapping, code, reason, expected) => {
    expect(reads(mapping, code, reason)).toBe(expected);
  });

  it('keeps the recorded code beside the translation', () => {
    const recorded = qualify(ETHNICITY_18_PLUS_1, 'W3');
    const outcome = translate(ETHNICITY_18_TO_DFE, recorded);
    expect(outcome).toMatchObject({ ok: true, value: { source: recorded, mapping: { id: 'ethnicity-18-plus-1-to-dfe', version: 1 } } });
    expect(outcome.ok && outcome.value.targets).toEqual([qualify(ETHNICITY_DFE, 'WIRT'), qualify(ETHNICITY_DFE, 'WROM')]);
  });

  it('refuses letters of another list, even where they would fit', () => {
    const refused = translate(ETHNICITY_18_TO_DFE, { ...qualify(ETHNICITY_18_PLUS_1, 'W1'), set: 'police/ethnicity-16-plus-1' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-of-the-source-set' } });
    expect(reads(ETHNICITY_18_TO_DFE, 'W7')).toBe('no-mapping');
  });
});

describe('every mapping of ethnicity', () => {
  it.each(ETHNICITY_MAPPINGS.map((mapping) => [mapping.id, mapping] as const))('%s covers its list, and names its losses', (_id, mapping) => {
    const known = new Set(mapping.to.codes.map(({ code }) => code));
    for (const { code } of mapping.from.codes) expect(reads(mapping, code)).toMatch(/^(?:exact|lossy) /u);
    for (const entry of mapping.entries) {
      expect(entry.to.every((code) => known.has(code))).toBe(true);
      expect(entry.fidelity === 'exact' ? entry.to.length === 1 && entry.note === undefined : entry.note !== undefined).toBe(true);
    }
  });

  it.each([[ETHNICITY_18_TO_16, ETHNICITY_16_TO_18], [ETHNICITY_18_TO_DFE, ETHNICITY_DFE_TO_18], [ETHNICITY_18_TO_NHS, ETHNICITY_NHS_TO_18]])(
    'is exact only if the translation back gives the same code',
    (there, back) => {
      for (const [mapping, other] of [[there, back], [back, there]] as const) {
        for (const entry of mapping.entries.filter(({ fidelity }) => fidelity === 'exact')) expect(reads(other, entry.to[0])).toBe(`exact ${entry.from}`);
      }
    },
  );

  it('never translates an officer\'s perception, because it does not show a person\'s own statement', () => {
    for (const { from, to } of ETHNICITY_MAPPINGS) expect([from.id, to.id]).not.toContain(ETHNICITY_PERCEIVED.id);
  });
});
