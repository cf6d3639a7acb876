import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { SubmitReferralRequest } from '#libs/contracts';

import type { Agreement, ChildrenShown, Partnership } from '../model/partnership.js';
import { explainReferral } from '../explain/explain-referral.js';
import { agreement, partnership, route, view } from '../test-support/partnerships.js';
import { anyReferral, REFERRAL } from '../test-support/referrals.js';
import { viewOf } from '../views/view.js';
import { referralFacts } from './facts.js';
import { recipientFor, resolveRecipients } from './routing.js';

const AT = new Date('2026-05-24T12:00:00Z');
type Child = SubmitReferralRequest['children'][number];
const child = (given: string, parts: Partial<Child> = {}): Child => ({ name: { given, family: 'Example' }, ...parts });
/** Rosa lives with her mother in the north, Tom with his father in the south. */
const ROSA = child('Rosa');
const TOM = child('Tom', { area: 'south', address: { lines: ['2 Low Street'], postcode: 'SS1 1AA' } });

function referral(children: readonly Child[], parts: Partial<SubmitReferralRequest> = {}): SubmitReferralRequest {
  return { ...REFERRAL, area: 'north', concern: { types: ['neglect'] }, referrer: { ...REFERRAL.referrer, force: 'police' }, children, ...parts };
}

/** Each hub of an agreement that shows all children, or those of the hub's own area. */
function hubs(children: ChildrenShown, parts: Partial<Agreement> = {}): Partnership {
  const own = (id: string, when: Parameters<typeof route>[1], agency: string) =>
    ({ id, when, recipients: [{ agency, purpose: 'protection', expectation: 'acknowledge-and-decide', children }] }) as const;
  return partnership(agreement({ routes: [own('north', { areas: ['north'] }, 'north-csc'), own('south', { areas: ['south'] }, 'south-csc')], ...parts }));
}

/** The authority of the north is notified of children who are educated at home there, and a school of its pupils in the south. */
function notice(children: ChildrenShown): Partnership {
  return partnership(agreement({
    routes: [
      { id: 'without-school', when: { areas: ['north'], schooling: ['educated-at-home'] }, recipients: [{ agency: 'north-csc', purpose: 'notice', expectation: 'acknowledge', children }] },
      { id: 'pupils', when: { areas: ['south'] }, recipients: [{ agency: 'village-school', purpose: 'notice', expectation: 'acknowledge', children: 'all' }] },
    ],
    views: [
      view({ purpose: 'notice', recipient: { agencyKind: 'childrens-social-care' }, schooling: ['educated-at-home'], fields: ['children.name.given'] }),
      view({ purpose: 'notice', recipient: { agencyKind: 'school' }, fields: ['children.name.given'] }),
    ],
  }));
}

/** The hub of the north receives the referral, and may redirect it to the hub of the south. */
function redirects(children: ChildrenShown): Partnership {
  return hubs('all', {
    routes: [route('north', { areas: ['north'] }, 'north-csc')],
    redirects: [{ id: 'between', to: ['south-csc'], when: {}, purpose: 'protection', expectation: 'acknowledge-and-decide', children }],
  });
}

function seen(given: Partnership, content: SubmitReferralRequest): Record<string, readonly (string | undefined)[]> {
  return Object.fromEntries(resolveRecipients(given, referralFacts(content, AT)).map((recipient) => [recipient.agency, (viewOf(content, recipient).children ?? []).map(({ name }) => name?.given)]));
}

describe('siblings who live in two areas', () => {
  it('reach the hubs of both areas, each with both children, where the agreement shows all', () => {
    expect(seen(hubs('all'), referral([ROSA, TOM]))).toEqual({ 'north-csc': ['Rosa', 'Tom'], 'south-csc': ['Rosa', 'Tom'] });
  });

  it('reach the hubs of both areas, each with its own child, where the agreement shows the own area alone', () => {
    expect(seen(hubs('own-area'), referral([ROSA, TOM]))).toEqual({ 'north-csc': ['Rosa'], 'south-csc': ['Tom'] });
  });

  it('leave out the area of the referral where no child lives there', () => {
    expect(seen(hubs('all'), referral([TOM]))).toEqual({ 'south-csc': ['Tom'] });
  });

  it('are one household where the area is the referral\'s own, written again', () => {
    expect(seen(hubs('own-area'), referral([ROSA, child('Ada', { area: 'north' })]))).toEqual({ 'north-csc': ['Rosa', 'Ada'] });
  });
});

describe('a rule about area and schooling', () => {
  const pupil = { school: { name: 'Village School', urn: '142001' } };
  it('needs both in the same child: a pupil here and a child educated at home elsewhere are not enough', () => {
    const content = referral([child('Rosa', pupil), child('Tom', { area: 'south', educatedAtHome: true })]);
    expect(seen(notice('all'), content)).toEqual({});
    expect(explainReferral(notice('all'), content, AT).agencies.find(({ agency }) => agency === 'north-csc')?.rules).toEqual([
      { rule: 'hub/without-school', applies: false, obstacles: ['not-in-one-child'] },
    ]);
    expect(seen(notice('all'), referral([child('Rosa', { educatedAtHome: true }), TOM]))).toEqual({ 'north-csc': ['Rosa'] });
  });

  it('shows the authority no child educated at home elsewhere, where the agreement shows the own area alone', () => {
    const content = referral([child('Rosa', { educatedAtHome: true }), child('Tom', { area: 'south', educatedAtHome: true })]);
    expect(seen(notice('own-area'), content)).toEqual({ 'north-csc': ['Rosa'] });
  });

  it('notifies a school of the pupils that meet the rule: not of one who lives elsewhere', () => {
    expect(seen(notice('all'), referral([child('Rosa', pupil)]))).toEqual({});
    expect(seen(notice('all'), referral([child('Rosa', { ...pupil, area: 'south' })]))).toEqual({ 'village-school': ['Rosa'] });
  });
});

describe('a redirect', () => {
  it('shows the other hub the children of its area, and is declined where none lives there', () => {
    const content = referral([ROSA, TOM]);
    const found = recipientFor(redirects('own-area'), 'south-csc', referralFacts(content, AT));
    expect(found.ok && (viewOf(content, found.value).children ?? []).map(({ name }) => name?.given)).toEqual(['Tom']);
    expect(recipientFor(redirects('own-area'), 'south-csc', referralFacts(referral([ROSA]), AT))).toMatchObject({ ok: false, error: { code: 'no-agreement' } });
    expect(recipientFor(redirects('all'), 'south-csc', referralFacts(referral([ROSA]), AT)).ok).toBe(true);
  });
});

describe('an explanation', () => {
  it('names both areas, and why an agency sees one child only', () => {
    const explained = explainReferral(hubs('own-area'), referral([ROSA, TOM]), AT);
    expect(explained.areas).toEqual(['north', 'south']);
    expect(explained.agencies.find(({ agency }) => agency === 'north-csc')?.sharing?.fields.find(({ field }) => field === 'children.name.given'))
      .toEqual({ field: 'children.name.given', shown: 'in-part', why: 'other-children', masks: [] });
    const anywhere = hubs('own-area', { routes: [{ id: 'any', when: {}, recipients: [{ agency: 'south-csc', purpose: 'protection', expectation: 'acknowledge', children: 'own-area' }] }] });
    expect(explainReferral(anywhere, referral([ROSA]), AT).agencies.find(({ agency }) => agency === 'south-csc')?.rules[0]?.obstacles).toEqual(['no-child-in-its-area']);
  });
});

describe('for any children of any areas', () => {
  const area = fc.constantFrom(undefined, 'north', 'south');
  const content = fc.tuple(anyReferral(), fc.array(area, { minLength: 4, maxLength: 4 })).map(([{ children }, areas]) =>
    referral(children.map((each, index) => ({ ...each, name: { given: `child-${index}` }, ...(areas[index] !== undefined && { area: areas[index] }) }))));

  it('each child is seen by the hub of its own area and by no other, where the agreement shows the own area alone', () => {
    fc.assert(fc.property(content, (given) => {
      const named = seen(hubs('own-area'), given);
      expect(Object.values(named).flat()).toHaveLength(given.children.length);
      for (const [index, each] of given.children.entries()) expect(named[`${each.area ?? 'north'}-csc`]).toContain(`child-${index}`);
    }));
  });
});
