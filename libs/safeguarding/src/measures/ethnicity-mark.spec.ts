import { describe, expect, it } from '@jest/globals';

import { NOT_STATED_REASONS } from '#libs/contracts';

import { ETHNICITY_18_PLUS_1, ETHNICITY_NOT_STATED_REASON, ETHNICITY_PERCEIVED } from '../reference-data/data/ethnicity.js';
import { PERCEIVED_UNKNOWN, PLAUSIBLE_STATEMENTS } from './data/ethnicity-recording.js';
import { ethnicityMarkOf } from './ethnicity-mark.js';

const plain = { conflict: false, defaulted: false };

describe('how a child\'s ethnicity was recorded', () => {
  it.each([
    ['stated and perceived, without a contradiction', 'W3', undefined, 'IC1', { stated: 'stated', perceived: 'recorded', ...plain }],
    ['stated and perceived, with a contradiction', 'B1', undefined, 'IC1', { stated: 'stated', perceived: 'recorded', conflict: true, defaulted: false }],
    ['mixed background, with any perceived code', 'M1', undefined, 'IC4', { stated: 'stated', perceived: 'recorded', ...plain }],
    ['the officer could not perceive it', 'A2', undefined, 'IC9', { stated: 'stated', perceived: 'unknown', ...plain }],
    ['the officer was called away', 'NS', 'N1', 'IC3', { stated: 'not-stated', reasonNotStated: 'N1', perceived: 'recorded', ...plain }],
    ['no reason recorded: a system\'s default', 'NS', undefined, undefined, { stated: 'not-stated', perceived: 'absent', conflict: false, defaulted: true }],
    ['nothing recorded', undefined, undefined, undefined, { stated: 'absent', perceived: 'absent', ...plain }],
  ])('%s', (_, stated, reason, perceived, expected) => {
    expect(ethnicityMarkOf({
      ...(stated !== undefined && { selfDefinedEthnicity: { code: stated, ...(reason !== undefined && { reasonNotStated: reason }) } }),
      ...(perceived !== undefined && { perceivedEthnicity: { code: perceived } }),
    })).toEqual(expected);
  });

  it('contains no code of an ethnicity, for any record', () => {
    const codes = [...ETHNICITY_18_PLUS_1.codes, ...ETHNICITY_PERCEIVED.codes].map(({ code }) => code);
    for (const { code: stated } of ETHNICITY_18_PLUS_1.codes) {
      for (const { code: perceived } of ETHNICITY_PERCEIVED.codes) {
        const marked = Object.values(ethnicityMarkOf({ selfDefinedEthnicity: { code: stated }, perceivedEthnicity: { code: perceived } }));
        expect(codes.filter((code) => marked.includes(code as never))).toEqual([]);
      }
    }
  });

  it('uses tables that contain every code, and no code that does not exist', () => {
    const perceived = ETHNICITY_PERCEIVED.codes.map(({ code }) => code);
    expect([...Object.keys(PLAUSIBLE_STATEMENTS.perceived), ...PERCEIVED_UNKNOWN].toSorted()).toEqual(perceived.toSorted());
    const stated = new Set(ETHNICITY_18_PLUS_1.codes.map(({ code }) => code));
    expect(Object.values(PLAUSIBLE_STATEMENTS.perceived).flat().filter((code) => !stated.has(code))).toEqual([]);
    expect(ETHNICITY_NOT_STATED_REASON.codes.map(({ code }) => code)).toEqual([...NOT_STATED_REASONS]);
  });
});
