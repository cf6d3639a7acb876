import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyAllowList, anyReferral, leavesOf, REFERRAL as referral } from '../test-support/referrals.js';
import { bothAllow } from './both-allow.js';
import { viewOf, type Allowance } from './view.js';

describe('the fields that two allowances of one agency both show', () => {
  it('are never more than either of them shows', () => {
    fc.assert(fc.property(anyReferral(), anyAllowList(), anyAllowList(), (content, one, other) => {
      const both = leavesOf(viewOf(content, bothAllow({ fields: one }, { fields: other })));
      for (const fields of [one, other]) expect(leavesOf(viewOf(content, { fields }))).toEqual(expect.arrayContaining([...both]));
    }));
  });

  it('are all of them where the allowances are the same', () => {
    const allowance: Allowance = { fields: ['children', 'risk'] };
    expect(viewOf(referral, bothAllow(allowance, { ...allowance }))).toEqual(viewOf(referral, allowance));
    expect(bothAllow(allowance, allowance)).toBe(allowance);
  });

  it('keep every mask, and the narrower children and concerns', () => {
    const mask = { rule: 'a/hidden', fields: ['risk'], when: { concerns: referral.concern.types }, recipient: 'northshire-csc' };
    const masked: Allowance = { fields: ['risk', 'area'], masks: [mask] };
    expect(viewOf(referral, bothAllow(masked, { fields: ['risk', 'area'] }))).toEqual({ area: 'northshire' });
    expect(viewOf(referral, bothAllow({ fields: ['children'], onRollOf: ['142002'] }, { fields: ['children', 'area'], onRollOf: ['142009'] }))).toEqual({});
    expect(viewOf(referral, bothAllow({ fields: ['concern.types'], concerns: ['neglect'] }, { fields: ['concern.types'] }))).toEqual({});
  });

  it('show children of an area where one allowance shows every child and the other those of the area', () => {
    const schools = new Set<string>();
    const ofArea = (areas: readonly string[]): Allowance => ({ fields: [], forChildren: [{ fields: ['children.name.given', 'children.dateOfBirth'], areas, schools }] });
    const everyone: Allowance = { fields: ['children.name.given'] };
    expect(viewOf(referral, bothAllow(everyone, ofArea(['northshire'])))).toEqual(viewOf(referral, everyone));
    expect(viewOf(referral, bothAllow(ofArea(['southshire']), everyone))).toEqual({});
    expect(viewOf(referral, bothAllow(ofArea(['southshire']), ofArea(['northshire'])))).toEqual({});
  });
});
