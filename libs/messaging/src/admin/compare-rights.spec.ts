import { describe, expect, it } from '@jest/globals';

import { rightsOf, Topics } from '#libs/contracts';

import { compareRights, rightInWords, type AllowRule } from './compare-rights.js';

const topics = new Topics();
const needed = rightsOf(topics, ['northshire-csc']);
const asNeeded: readonly AllowRule[] = needed.map((right) => ({ ...right, host: '*' }));
const referrals = { principal: 'northshire-icb', host: '*', resource: 'topic', name: topics.referral('northshire-csc'), match: 'exact', operation: 'read' } as const;
const compared = (rules: readonly AllowRule[]) => compareRights(needed, rules, topics.starts());

describe('the rules of Kafka beside the rights needed', () => {
  it('are alike where each right has its rule', () => {
    expect(compared(asNeeded)).toEqual({ missing: [], unneeded: [], broad: [] });
  });

  it('lack a right whose rule is for one host, or for another operation', () => {
    const [first] = asNeeded;
    if (first === undefined) throw new Error('there are rights');
    for (const other of [{ ...first, host: '10.0.0.1' }, { ...first, operation: 'describe' }]) {
      expect(compared([other, ...asNeeded.slice(1)])).toEqual({ missing: needed.slice(0, 1), unneeded: [other], broad: [] });
    }
  });

  it.each([
    ['another agency reads the referrals', referrals],
    ['an agency that has left', { ...referrals, principal: 'ended-csc', name: topics.referral('ended-csc') }],
    ['an agency may change what it was sent', { ...referrals, principal: 'northshire-csc', operation: 'write' }],
    ['a group of another agency', { ...referrals, resource: 'group', name: topics.agencyGroup('northshire-csc') }],
  ] as const)('have one too many: %s', (_, rule) => {
    expect(compared([...asNeeded, rule])).toEqual({ missing: [], unneeded: [rule], broad: [] });
  });

  it('are broad where they open every name, and left alone where they are about another exchange', () => {
    const everything = { ...referrals, principal: 'backup', name: '*' } as const;
    const beginning = { ...referrals, principal: 'backup', name: 'safe', match: 'prefix' } as const;
    const other = { ...referrals, name: 'payments.v1' } as const;
    expect(compared([...asNeeded, everything, beginning, other])).toEqual({ missing: [], unneeded: [], broad: [everything, beginning] });
  });

  it('read as sentences', () => {
    expect(rightInWords(referrals)).toBe('northshire-icb may read the topic safeguarding.referral.v1.northshire-csc');
    expect(rightInWords({ ...referrals, resource: 'group', name: 'agency-node.a.', match: 'prefix' })).toBe('northshire-icb may read every group whose name begins with agency-node.a.');
  });
});
