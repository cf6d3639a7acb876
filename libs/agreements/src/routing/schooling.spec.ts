import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { SubmitReferralRequest } from '#libs/contracts';

import { referralFacts } from './facts.js';
import { resolveRecipients } from './routing.js';
import { agreement, partnership, view } from '../test-support/partnerships.js';
import { anyReferral, REFERRAL } from '../test-support/referrals.js';
import { viewOf } from '../views/view.js';

/** The local authority is notified of children without a school, and sees only those; a school sees only its own pupils. */
const small = partnership(
  agreement({
    routes: [
      { id: 'pupils', when: { concerns: ['domestic-abuse'] }, recipients: [{ agency: 'village-school', purpose: 'notice', expectation: 'acknowledge', children: 'all' }] },
      {
        id: 'without-school',
        when: { concerns: ['domestic-abuse'], schooling: ['educated-at-home', 'no-school-stated', 'school-outside-partnership'] },
        recipients: [{ agency: 'north-csc', purpose: 'notice', expectation: 'acknowledge', children: 'all' }],
      },
    ],
    views: [
      view({ purpose: 'notice', recipient: { agencyKind: 'school' }, fields: ['children.name.given'] }),
      view({ purpose: 'notice', recipient: { agencyKind: 'childrens-social-care' }, schooling: ['educated-at-home', 'no-school-stated', 'school-outside-partnership'], fields: ['caseReference', 'children.name.given'] }),
    ],
  }),
);
type Child = SubmitReferralRequest['children'][number];
const child = (given: string, parts: Partial<Child> & { educatedAtHome?: boolean } = {}): Child => ({ name: { given, family: 'Example' }, ...parts });
const VILLAGE = { school: { name: 'Village School', urn: '142001' } };

function recipientsOf(...children: readonly Child[]): Record<string, readonly (string | undefined)[]> {
  const content: SubmitReferralRequest = { ...REFERRAL, children, concern: { types: ['domestic-abuse'] }, referrer: { ...REFERRAL.referrer, force: 'police' } };
  const recipients = resolveRecipients(small, referralFacts(content, new Date('2026-05-24T12:00:00Z')));
  return Object.fromEntries(recipients.map((recipient) => [recipient.agency, (viewOf(content, recipient).children ?? []).map(({ name }) => name?.given)]));
}

describe('the recipients of a domestic abuse notice, and the children in it', () => {
  it.each<[string, readonly Child[], Record<string, readonly string[]>]>([
    ['a pupil: the school', [child('Rosa', VILLAGE)], { 'village-school': ['Rosa'] }],
    ['a child without a school: the local authority', [child('Tom')], { 'north-csc': ['Tom'] }],
    ['a pupil and her brother who is taught at home: each where it belongs', [child('Rosa', VILLAGE), child('Tom', { educatedAtHome: true })], { 'north-csc': ['Tom'], 'village-school': ['Rosa'] }],
    ['a child taken out of school: the local authority, not the school', [child('Rosa', { ...VILLAGE, educatedAtHome: true })], { 'north-csc': ['Rosa'] }],
    ['a pupil of a school elsewhere: the local authority', [child('Rosa', { school: { name: 'Far School', urn: '999999' } })], { 'north-csc': ['Rosa'] }],
    ['a pupil of a school without a URN: the local authority', [child('Rosa', { school: { name: 'Far School' } })], { 'north-csc': ['Rosa'] }],
    ['a pupil with the number that the school had before: the school', [child('Rosa', { school: { name: 'Village Primary', urn: '121669' } })], { 'village-school': ['Rosa'] }],
    ['two pupils, one with the old number: one notice', [child('Rosa', VILLAGE), child('Tom', { school: { name: 'Village School', urn: '121669' } })], { 'village-school': ['Rosa', 'Tom'] }],
    ['a pupil of a school of the same name: the local authority, because another school may have it', [child('Rosa', { school: { name: 'village-school', urn: '130000' } })], { 'north-csc': ['Rosa'] }],
    ['two pupils: one notice', [child('Rosa', VILLAGE), child('Tom', VILLAGE)], { 'village-school': ['Rosa', 'Tom'] }],
  ])('%s', (_what, children, expected) => {
    expect(recipientsOf(...children)).toEqual(expected);
  });

  it('every child has one recipient: no child of any referral is left out, and none is notified twice', () => {
    fc.assert(
      fc.property(anyReferral(), ({ children }) => {
        const named = Object.values(recipientsOf(...children.map((each, index) => ({ ...each, name: { ...each.name, given: `child-${index}` } })))).flat();
        expect(named).toHaveLength(children.length);
        expect(new Set(named)).toEqual(new Set(children.map((_, index) => `child-${index}`)));
      }),
    );
  });
});

describe('a notice beside a wider view', () => {
  it('adds its fields for the children of the notice, and for no other child', () => {
    const both = partnership(agreement({
      routes: [...agreement().routes, ...(small.agreements[0]?.routes ?? [])],
      views: [
        view({ recipient: { agencyKind: 'childrens-social-care' }, fields: ['children.name.given'] }),
        view({ purpose: 'notice', recipient: { agencyKind: 'childrens-social-care' }, schooling: ['no-school-stated'], fields: ['children.name.given', 'children.name.family'] }),
        view({ purpose: 'notice', recipient: { agencyKind: 'school' }, fields: ['children.name.given'] }),
      ],
    }));
    const content: SubmitReferralRequest = {
      ...REFERRAL, area: 'north', children: [child('Rosa', VILLAGE), child('Tom')], concern: { types: ['domestic-abuse'] }, referrer: { ...REFERRAL.referrer, force: 'police' },
    };
    const hub = resolveRecipients(both, referralFacts(content, new Date('2026-05-24T12:00:00Z'))).find(({ agency }) => agency === 'north-csc');
    expect(hub && viewOf(content, hub).children).toEqual([{ name: { given: 'Rosa' } }, { name: { given: 'Tom', family: 'Example' } }]);
  });
});
