import type { CodeMapping, MappingEntry } from '../mapping.js';
import {
  ETHNICITY_16_PLUS_1, ETHNICITY_18_PLUS_1, ETHNICITY_DFE, ETHNICITY_NHS, ETHNICITY_NOT_STATED_REASON,
} from './ethnicity.js';

// There is no mapping from or to the perceived codes, and there must never be one: an officer's perception does not show a
// person's own statement.

const exact = (from: string, to: string): MappingEntry => ({ from, to: [to], fidelity: 'exact' });
const lossy = (from: string, to: MappingEntry['to'], note: string, reasons?: readonly string[]): MappingEntry => ({
  from, to, fidelity: 'lossy', note, ...(reasons !== undefined && { reasons }),
});
const REASON_LOST = 'The other list does not keep the reason for not stating it.';
/** Codes that 18+1 and 16+1 share, letter for letter, with the same meaning. */
const SHARED = ['W1', 'W2', 'M1', 'M2', 'M3', 'M9', 'A1', 'A2', 'A3', 'A9', 'B1', 'B2', 'B9', 'NS'];
/** 18+1, DfE and NHS codes with the same meaning. */
const SAME_PEOPLE: readonly (readonly [police: string, dfe: string, nhs: string])[] = [
  ['W1', 'WBRI', 'A'], ['W2', 'WIRI', 'B'], ['M1', 'MWBC', 'D'], ['M2', 'MWBA', 'E'], ['M3', 'MWAS', 'F'], ['M9', 'MOTH', 'G'],
  ['A1', 'AIND', 'H'], ['A2', 'APKN', 'J'], ['A3', 'ABAN', 'K'], ['A4', 'CHNE', 'R'], ['A9', 'AOTH', 'L'],
  ['B1', 'BCRB', 'M'], ['B2', 'BAFR', 'N'], ['B9', 'BOTH', 'P'],
];

const common = { version: 1, effectiveFrom: '2024-01-01' } as const;

export const ETHNICITY_18_TO_16: CodeMapping = {
  ...common,
  id: 'ethnicity-18-plus-1-to-16-plus-1',
  from: ETHNICITY_18_PLUS_1,
  to: ETHNICITY_16_PLUS_1,
  source: { title: 'Comparison of the two published lists', confidence: 'recomputed' },
  entries: [
    ...SHARED.map((code) => exact(code, code)),
    exact('A4', 'O1'),
    lossy('W3', ['W9'], 'Gypsy or Irish Traveller has no code in 16+1.'),
    lossy('W9', ['W9'], 'In 16+1 this code also takes in Gypsy or Irish Traveller.'),
    lossy('O2', ['O9'], 'Arab has no code in 16+1.'),
    lossy('O9', ['O9'], 'In 16+1 this code also takes in Arab.'),
  ],
};

export const ETHNICITY_16_TO_18: CodeMapping = {
  ...common,
  id: 'ethnicity-16-plus-1-to-18-plus-1',
  from: ETHNICITY_16_PLUS_1,
  to: ETHNICITY_18_PLUS_1,
  source: { title: 'Comparison of the two published lists', confidence: 'recomputed' },
  entries: [
    ...SHARED.map((code) => exact(code, code)),
    exact('O1', 'A4'),
    lossy('W9', ['W9', 'W3'], 'Only the person can confirm whether Gypsy or Irish Traveller was meant.'),
    lossy('O9', ['O9', 'O2'], 'Only the person can confirm whether Arab was meant.'),
  ],
};

export const ETHNICITY_18_TO_DFE: CodeMapping = {
  ...common,
  id: 'ethnicity-18-plus-1-to-dfe',
  from: ETHNICITY_18_PLUS_1,
  to: ETHNICITY_DFE,
  reasons: ETHNICITY_NOT_STATED_REASON,
  source: { title: 'Comparison of the two published lists', confidence: 'recomputed' },
  entries: [
    ...SAME_PEOPLE.map(([police, dfe]) => exact(police, dfe)),
    exact('W9', 'WOTH'),
    lossy('W3', ['WIRT', 'WROM'], 'The census distinguishes the two; only the person can decide.'),
    lossy('O2', ['OOTH'], 'Arab has no code in the census.'),
    lossy('O9', ['OOTH'], 'In the census this code also takes in Arab.'),
    lossy('NS', ['REFU'], REASON_LOST, ['N4']),
    lossy('NS', ['NOBT'], REASON_LOST, ['N1', 'N2', 'N3']),
    lossy('NS', ['REFU', 'NOBT'], 'Which of the two depends on the reason, and none was recorded.'),
  ],
};

export const ETHNICITY_DFE_TO_18: CodeMapping = {
  ...common,
  id: 'ethnicity-dfe-to-18-plus-1',
  from: ETHNICITY_DFE,
  to: ETHNICITY_18_PLUS_1,
  source: { title: 'Comparison of the two published lists', confidence: 'recomputed' },
  entries: [
    ...SAME_PEOPLE.map(([police, dfe]) => exact(dfe, police)),
    exact('WOTH', 'W9'),
    lossy('WIRT', ['W3'], 'The police code does not distinguish it from Gypsy or Roma.'),
    lossy('WROM', ['W3'], 'The police code does not distinguish it from Traveller of Irish heritage.'),
    lossy('OOTH', ['O9', 'O2'], 'Only the person can confirm whether Arab was meant.'),
    lossy('REFU', ['NS'], 'The police lists record the person\'s refusal as a separate reason.'),
    lossy('NOBT', ['NS'], 'Not yet asked is not the same as not stated.'),
  ],
};

export const ETHNICITY_18_TO_NHS: CodeMapping = {
  ...common,
  id: 'ethnicity-18-plus-1-to-nhs',
  from: ETHNICITY_18_PLUS_1,
  to: ETHNICITY_NHS,
  reasons: ETHNICITY_NOT_STATED_REASON,
  source: { title: 'Comparison of the two lists', confidence: 'general' },
  entries: [
    ...SAME_PEOPLE.map(([police, , nhs]) => exact(police, nhs)),
    lossy('W3', ['C'], 'Gypsy or Irish Traveller has no code in this list.'),
    lossy('W9', ['C'], 'In the NHS list this code also takes in Gypsy or Irish Traveller.'),
    lossy('O2', ['S'], 'Arab has no code in this list.'),
    lossy('O9', ['S'], 'In the NHS list this code also takes in Arab.'),
    lossy('NS', ['Z'], REASON_LOST, ['N4']),
    lossy('NS', ['99'], REASON_LOST, ['N1', 'N2', 'N3']),
    lossy('NS', ['Z', '99'], 'Which of the two depends on the reason, and none was recorded.'),
  ],
};

export const ETHNICITY_NHS_TO_18: CodeMapping = {
  ...common,
  id: 'ethnicity-nhs-to-18-plus-1',
  from: ETHNICITY_NHS,
  to: ETHNICITY_18_PLUS_1,
  source: { title: 'Comparison of the two lists', confidence: 'general' },
  entries: [
    ...SAME_PEOPLE.map(([police, , nhs]) => exact(nhs, police)),
    lossy('C', ['W9', 'W3'], 'Only the person can confirm whether Gypsy or Irish Traveller was meant.'),
    lossy('S', ['O9', 'O2'], 'Only the person can confirm whether Arab was meant.'),
    lossy('Z', ['NS'], 'The police lists record the person\'s refusal as a separate reason.'),
    lossy('99', ['NS'], 'Not known is not the same as not stated.'),
  ],
};

export const ETHNICITY_MAPPINGS: readonly CodeMapping[] = [
  ETHNICITY_18_TO_16, ETHNICITY_16_TO_18, ETHNICITY_18_TO_DFE, ETHNICITY_DFE_TO_18, ETHNICITY_18_TO_NHS, ETHNICITY_NHS_TO_18,
];
