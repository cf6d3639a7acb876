import { describe, expect, it } from '@jest/globals';

import { CONCERN_TYPES, DECISIONS, FEEDBACK_OUTCOMES, FLAGS, GRADES, HARM_CODES, MISSING_RISK_LEVELS, REDIRECTION_REASONS, REFUSAL_REASONS, WHERE_SEEN } from '#libs/contracts';

import { isLocalDate } from '../calendars/local-time.js';
import type { CodeSet } from './code-set.js';
import { CODE_SETS, codeSetOn } from './code-sets.js';
import { ASSESSMENT_FACTOR, HARM, PRIMARY_NEED } from './data/census.js';
import { ETHNICITY_16_PLUS_1, ETHNICITY_18_PLUS_1, ETHNICITY_DFE, ETHNICITY_NHS, ETHNICITY_NOT_STATED_REASON, ETHNICITY_PERCEIVED } from './data/ethnicity.js';
import { CONCERN_TYPE, DECISION, FEEDBACK_OUTCOME, FLAG, MISSING_RISK_LEVEL, REDIRECTION_REASON, REFUSAL_REASON, RISK_GRADE, WHERE_CHILD_SEEN } from './data/exchange.js';
import { lookUpCode } from './look-up.js';

const today = '2026-05-22';
const codesOf = (set: CodeSet): string[] => set.codes.map(({ code }) => code);

/** The label, or the refusal's code with the lists that it names. */
function verdict(set: CodeSet, code: string, day = today, sets = CODE_SETS): string {
  const outcome = lookUpCode(set, code, 'the field', day, sets);
  return outcome.ok ? outcome.value.label : [outcome.error.code, ...outcome.error.belongsTo].join(' ');
}

describe('the code sets', () => {
  it.each(CODE_SETS.map((set) => [set.id, set] as const))('%s has a source and a first day, and contains each code once', (_id, set) => {
    expect(set.id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/u);
    expect(set.source.title).not.toBe('');
    expect([set.effectiveFrom, set.effectiveTo ?? today].every((date) => isLocalDate(date))).toBe(true);
    expect(set.codes.every(({ code, label, retired }) => code !== '' && label !== '' && isLocalDate(retired ?? today))).toBe(true);
    expect(new Set(codesOf(set)).size).toBe(set.codes.length);
  });

  it('never has two versions of one list in force on one day', () => {
    expect(new Set(CODE_SETS.map(({ id }) => id)).size).toBe(CODE_SETS.length);
    expect(codeSetOn('dfe/ethnicity', today)).toBe(ETHNICITY_DFE);
    expect(codeSetOn('dfe/ethnicity', '2019-01-01')).toBeUndefined();
  });

  it('picks the version that was in force on the day', () => {
    const old: CodeSet = { ...HARM, version: 1, effectiveFrom: '2020-01-01', effectiveTo: '2025-12-31' };
    const current: CodeSet = { ...HARM, version: 2, effectiveFrom: '2026-01-01' };
    const versionOn = (day: string): number | undefined => codeSetOn(HARM.id, day, [old, current])?.version;
    expect(['2019-12-31', '2020-01-01', '2025-12-31', '2026-01-01'].map((day) => versionOn(day))).toEqual([undefined, 1, 1, 2]);
  });

  it('holds the eighteen self-defined ethnicities and not stated', () => {
    expect(codesOf(ETHNICITY_18_PLUS_1).join(' ')).toBe('W1 W2 W3 W9 M1 M2 M3 M9 A1 A2 A3 A4 A9 B1 B2 B9 O2 O9 NS');
    expect(codesOf(ETHNICITY_16_PLUS_1)).toHaveLength(17);
    expect(codesOf(ETHNICITY_16_PLUS_1)).toEqual(expect.arrayContaining(['O1']));
    expect(codesOf(ETHNICITY_16_PLUS_1)).not.toEqual(expect.arrayContaining(['W3']));
    expect(codesOf(ETHNICITY_16_PLUS_1)).not.toEqual(expect.arrayContaining(['O2']));
  });

  it('holds the perceived codes, the reasons for not stating, and the lists of other organisations', () => {
    expect(codesOf(ETHNICITY_PERCEIVED).join(' ')).toBe('IC0 IC1 IC2 IC3 IC4 IC5 IC6 IC9');
    expect(codesOf(ETHNICITY_NOT_STATED_REASON).join(' ')).toBe('N1 N2 N3 N4');
    expect(codesOf(ETHNICITY_DFE).join(' ')).toBe('WBRI WIRI WIRT WROM WOTH MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH CHNE BCRB BAFR BOTH OOTH REFU NOBT');
    expect(codesOf(ETHNICITY_NHS).join(' ')).toBe('A B C D E F G H J K L M N P R S Z 99');
    expect(codesOf(ASSESSMENT_FACTOR).join(' ')).toBe('12A 13A 14A 16A 17A 18A 19A 22A 23A 24A');
  });

  it('holds the codes of the contracts, all of them, in their order', () => {
    const pairs: readonly (readonly [CodeSet, readonly string[]])[] = [
      [HARM, HARM_CODES], [CONCERN_TYPE, CONCERN_TYPES], [FLAG, FLAGS], [RISK_GRADE, GRADES], [MISSING_RISK_LEVEL, MISSING_RISK_LEVELS],
      [DECISION, DECISIONS], [REFUSAL_REASON, REFUSAL_REASONS], [REDIRECTION_REASON, REDIRECTION_REASONS], [FEEDBACK_OUTCOME, FEEDBACK_OUTCOMES],
      [WHERE_CHILD_SEEN, WHERE_SEEN],
    ];
    for (const [set, codes] of pairs) expect(codesOf(set)).toEqual(codes);
  });
});

describe('the look-up of a code', () => {
  it.each<[string, CodeSet, string, string]>([
    ['a code of the list', ETHNICITY_18_PLUS_1, 'W3', 'White: Gypsy or Irish Traveller'],
    ['a code of no list', ETHNICITY_18_PLUS_1, 'X7', 'unknown-code'],
    ['a small letter is another code', ETHNICITY_18_PLUS_1, 'w3', 'unknown-code'],
    ['a census code in the police field', ETHNICITY_18_PLUS_1, 'WROM', 'code-of-another-set dfe/ethnicity'],
    ['a perceived code in the self-defined field', ETHNICITY_18_PLUS_1, 'IC1', 'code-of-another-set police/ethnicity-perceived'],
    ['Chinese by the older list', ETHNICITY_18_PLUS_1, 'O1', 'code-of-another-set police/ethnicity-16-plus-1'],
    ['a self-defined code in the perceived field', ETHNICITY_PERCEIVED, 'W3', 'code-of-another-set police/ethnicity-18-plus-1'],
    ['N1 as a reason', ETHNICITY_NOT_STATED_REASON, 'N1', 'Officer urgently needed elsewhere'],
    ['N1 as a primary need', PRIMARY_NEED, 'N1', 'Abuse or neglect'],
    ['N1 where it is neither', ETHNICITY_18_PLUS_1, 'N1', 'code-of-another-set police/ethnicity-not-stated-reason dfe/primary-need'],
    ['a code that is missing in an extract, though a force has it', ASSESSMENT_FACTOR, '21', 'unlisted-code'],
  ])('%s', (_what, set, code, expected) => {
    expect(verdict(set, code)).toBe(expected);
  });

  it('finds the last day of a code', () => {
    const set: CodeSet = { ...HARM, codes: [{ code: 'OLD', label: 'Old', retired: '2026-04-01' }, { code: 'NEW', label: 'New' }] };
    expect(verdict(set, 'OLD', '2026-03-31')).toBe('Old');
    expect(verdict(set, 'OLD', '2026-04-01')).toBe('retired-code');
  });

  it('names the field and the remedy, and never the code', () => {
    const codes = ['WROM', 'X7-QQ', 'IC1'];
    const outcomes = codes.map((code) => lookUpCode(ETHNICITY_18_PLUS_1, code, 'selfDefinedEthnicity.code', today));
    for (const outcome of outcomes) expect(outcome.ok ? '' : outcome.error.message).toContain('selfDefinedEthnicity.code');
    for (const code of codes) expect(JSON.stringify(outcomes)).not.toContain(code);
  });
});

function factorsKnownAs(confidence: string): string[] {
  return ASSESSMENT_FACTOR.codes.filter(({ source }) => source?.confidence === confidence).map(({ code }) => code);
}

describe('the factors of the census', () => {
  it('state for each code how well it is known: those of maltreatment were read in print, the others were not', () => {
    expect(factorsKnownAs('published')).toEqual(['16A', '17A', '18A', '19A']);
    expect(factorsKnownAs('general')).toEqual(['12A', '13A', '14A', '22A', '23A', '24A']);
    expect(ASSESSMENT_FACTOR.codes.find(({ code }) => code === '12A')?.source?.title).toContain('doubtful');
  });
});
