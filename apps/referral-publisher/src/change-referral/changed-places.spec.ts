import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { withGivenIds } from '../given-ids.js';
import { canaryReferral } from '../test-support/referrals.js';
import { changedPlaces } from './changed-places.js';

const referral = withGivenIds(canaryReferral());
const [rosaId, brotherId] = referral.children.map(({ childId }) => childId);

describe('where two contents differ', () => {
  it('is nowhere for equal contents, in any order of their members', () => {
    expect(changedPlaces(referral, structuredClone(referral))).toEqual([]);
    expect(changedPlaces({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  it('is named by place and never by value', () => {
    const [rosa, brother] = referral.children;
    const after = { ...referral, narrative: 'Another canary.', children: [{ ...rosa, sex: 'male' }, brother], concern: { ...referral.concern, types: ['neglect'] } };
    expect(changedPlaces(referral, after).toSorted()).toEqual([`/children/${rosaId}/sex`, '/concern/types', '/narrative']);
  });

  it('is one place, where a whole child or address is there on one side only', () => {
    const [rosa] = referral.children;
    expect(changedPlaces(referral, { ...referral, children: [rosa] })).toEqual([`/children/${brotherId}`]);
    const { address: _, ...homeless } = rosa ?? {};
    expect(changedPlaces({ children: [homeless] }, { children: [rosa] })).toEqual([`/children/${rosaId}/address`]);
    expect(changedPlaces({ children: [rosa] }, {})).toEqual(['/children']);
  });

  it('is named by the child and not by its place, so that the removal of one child changes nothing of the next', () => {
    const [, brother] = referral.children;
    expect(changedPlaces(referral, { ...referral, children: [brother] })).toEqual([`/children/${rosaId}`]);
    expect(changedPlaces(referral, { ...referral, children: referral.children.toReversed() })).toEqual([]);
  });

  it('is the same seen from either side, and empty only for equal contents', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.json().map((text) => JSON.parse(text) as unknown)), (value) => {
        const other = { ...value, d: 1 };
        expect(changedPlaces(value, other)).toEqual(['/d']);
        expect(changedPlaces(other, value)).toEqual(['/d']);
      }),
      { numRuns: 100 },
    );
  });
});
