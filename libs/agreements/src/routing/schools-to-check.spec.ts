import { describe, expect, it } from '@jest/globals';

import { agreement, partnership } from '../test-support/partnerships.js';
import { schoolsToCheck } from './schools-to-check.js';

const small = partnership(agreement());
const asked = (school: { name: string; urn?: string }, educatedAtHome = false): readonly string[] =>
  schoolsToCheck(small, [{ childId: 'other' }, { childId: 'pupil', school, ...(educatedAtHome && { educatedAtHome }) }]).map(({ pointer }) => pointer);

describe('the sender is asked to check a school', () => {
  it.each([
    ['whose number is unknown and whose name is known', { name: 'village-school', urn: '130000' }],
    ['without a number, whose name is written in another way', { name: ' Village-SCHOOL ' }],
  ])('%s', (_what, school) => {
    expect(asked(school)).toEqual(['/children/pupil/school/urn']);
  });

  it.each([
    ['with its number', { name: 'village-school', urn: '142001' }],
    ['with the number that it had before', { name: 'village-school', urn: '121669' }],
    ['of another name', { name: 'village-school-annexe', urn: '130000' }],
  ])('but not one %s', (_what, school) => {
    expect(asked(school)).toEqual([]);
  });

  it('but not the former school of a child who is educated at home, and in no answer is its name', () => {
    expect(asked({ name: 'village-school' }, true)).toEqual([]);
    expect(JSON.stringify(schoolsToCheck(small, [{ childId: 'pupil', school: { name: 'village-school' } }]))).not.toContain('village');
  });
});
