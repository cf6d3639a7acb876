import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compileContract, coversField, REFERRAL_FIELDS, ReferralView, ROUTING_FIELDS, type SubmitReferralRequest } from '#libs/contracts';

import { valuesAt } from './fields.js';
import { AMIRA, anyAllowList, anyReferral, EPISODE, leavesOf, REFERRAL as referral, ZOE } from '../test-support/referrals.js';
import { viewOf } from './view.js';

describe('a view contains the allowed fields, and nothing else', () => {
  it('takes single fields of every child', () => {
    expect(viewOf(referral, { fields: ['children.name.given', 'risk.grade'] })).toEqual({
      children: [{ childId: AMIRA, name: { given: 'Amira' } }, { childId: ZOE, name: { given: 'Zoë' } }],
      risk: { grade: 'red' },
    });
  });

  it('takes all fields below a prefix', () => {
    expect(viewOf(referral, { fields: ['incident', 'referrer.officer.reference'] })).toEqual({
      incident: referral.incident,
      referrer: { officer: { reference: 'pc-1234' } },
    });
  });

  it('distinguishes a field from a longer one that begins with its name', () => {
    expect(viewOf(referral, { fields: ['risk.graded', 'narrat', 'children.name.givenName'] })).toEqual({});
  });

  it('leaves out a child without a visible field, and the children if that is all of them', () => {
    expect(viewOf(referral, { fields: ['children.dateOfBirth'] })).toEqual({ children: [{ childId: AMIRA, dateOfBirth: '2014-03-09' }] });
    expect(viewOf(referral, { fields: ['children.identifiers', 'area'] })).toEqual({ area: 'northshire' });
  });

  it('shows the ids of a child and of a missing episode exactly if it shows another field of them', () => {
    expect(viewOf(referral, { fields: ['children.missingEpisodes.riskLevel'] })).toEqual({ children: [{ childId: AMIRA, missingEpisodes: [{ episodeId: EPISODE, riskLevel: 'high' }] }] });
    expect(viewOf(referral, { fields: ['children.missingEpisodes.foundAt', 'children.identifiers'] })).toEqual({});
    // A child of whom only hidden facts are known.
    const hidden = { ...referral, children: [{ childId: AMIRA, whereSeen: 'street' as const }, { childId: ZOE, sex: 'female' as const }] };
    expect(viewOf(hidden, { fields: ['children'] })).toEqual({ children: [{ childId: ZOE, sex: 'female' }] });
    expect(viewOf(referral, { fields: ['children.childId', 'children.missingEpisodes.episodeId'] })).toEqual({});
  });

  it('shows a school the children on its roll, not their siblings elsewhere', () => {
    expect(viewOf(referral, { fields: ['children.name.given'], onRollOf: ['142002'] })).toEqual({ children: [{ childId: ZOE, name: { given: 'Zoë' } }] });
    expect(viewOf(referral, { fields: ['children', 'area'], onRollOf: ['142009'] })).toEqual({ area: 'northshire' });
  });

  it('shows the named concerns, and no other suspicion of the police', () => {
    const fields = ['concern.types', 'concern.flags'];
    expect(viewOf(referral, { fields, concerns: ['domestic-abuse'] })).toEqual({ concern: { types: ['domestic-abuse'], flags: ['domestic-abuse'] } });
    expect(viewOf(referral, { fields, concerns: ['neglect'] })).toEqual({});
    expect(viewOf(referral, { fields: ['concern.flags'], concerns: ['domestic-abuse'] })).toEqual({ concern: { flags: ['domestic-abuse'] } });
  });

  it('is independent: changing the view changes neither the content nor another view', () => {
    const before = structuredClone(referral);
    const view = viewOf(referral, { fields: [...REFERRAL_FIELDS] });
    scribble(view);
    expect(referral).toEqual(before);
  });
});

describe('for any referral and any allow-list', () => {
  const isView = compileContract(ReferralView);

  it('contains every allowed leaf, and no other', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), (content, fields) => {
        const view = viewOf(content, { fields });
        const allowed = leavesOf(content).filter(({ path }) => fields.some((field) => coversField(field, path)));
        expect(leavesOf(view)).toEqual(allowed);
      }),
      { numRuns: 500 },
    );
  });

  it('makes a view that its contract accepts', () => {
    fc.assert(fc.property(anyReferral(), anyAllowList(), (content, fields) => isView.validate(viewOf(content, { fields })).ok));
  });

  it('shows less, never more, if it is narrowed', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), (content, fields) => {
        const wide = leavesOf(viewOf(content, { fields })).map((leaf) => JSON.stringify(leaf));
        const narrow = leavesOf(viewOf(content, { fields, onRollOf: ['142001'] })).map((leaf) => JSON.stringify(leaf));
        expect(narrow.filter((leaf) => !wide.includes(leaf))).toEqual([]);
      }),
    );
  });

  it('contains no field that is excluded from every view, for any allow-list', () => {
    const [child] = referral.children;
    const content = { ...referral, children: [{ ...child, educatedAtHome: true, whereSeen: 'home-visit' }], allegedAbuser: { linkedAgencies: ['northshire-csc'] } } as SubmitReferralRequest;
    expect(ROUTING_FIELDS.filter((field) => valuesAt(content, field.split('.')).length === 0)).toEqual([]);
    const view = viewOf(content, { fields: [...Object.keys(content), ...ROUTING_FIELDS] });
    expect(view.children?.[0]).toEqual(child);
    expect(ROUTING_FIELDS.filter((field) => valuesAt(view, field.split('.')).length > 0)).toEqual([]);
  });

  it('never shows a school a child of another one', () => {
    fc.assert(
      fc.property(anyReferral(), (content) => {
        const view = viewOf(content, { fields: ['children'], onRollOf: ['142001'] });
        expect(view.children ?? []).toEqual(content.children.filter(({ school }) => school?.urn === '142001'));
      }),
    );
  });
});

function scribble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    scribble(member);
    (value as Record<string, unknown>)[name] = 'scribbled';
  }
}
