import { describe, expect, it } from '@jest/globals';

import { ethnicityConflict, type StatedCode } from './ethnicity-agreement.js';

const police = (code: string): StatedCode => ({ namespace: 'police/ethnicity-18-plus-1', code });
const census = (code: string): StatedCode => ({ namespace: 'dfe/ethnicity', code });
const health = (code: string): StatedCode => ({ namespace: 'nhs/ethnic-category', code });

describe('two records of what a child stated', () => {
  it.each([
    ['British in both lists', police('W1'), census('WBRI'), null],
    ['the same code of one list', census('WROM'), census('WROM'), null],
    ['Gypsy or Irish Traveller, which may be Roma', police('W3'), census('WROM'), 'inexact'],
    ['Arab, which has no equal', police('O2'), census('OOTH'), 'inexact'],
    ['Caribbean against British', police('B1'), census('WBRI'), 'different'],
    ['two codes of one list', census('WROM'), census('WIRT'), 'different'],
    ['lists between which there is no translation', census('WBRI'), health('P'), 'different'],
    ['nothing stated to the police', police('NS'), census('WROM'), null],
    ['refused at school', police('W3'), census('REFU'), null],
    ['not known to health', health('99'), police('W3'), null],
  ] as const)('%s', (_what, one, other, expected) => {
    expect(ethnicityConflict(one, other)).toBe(expected);
    expect(ethnicityConflict(other, one)).toBe(expected);
  });
});
