import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compileContract, coversField, REFERRAL_FIELDS, ReferralView, type SubmitReferralRequest } from '#libs/contracts';

import { viewOf } from './view.js';

/** Two children at two schools, one of them with little known. */
const referral: SubmitReferralRequest = {
  caseReference: 'NP/2026/000123',
  area: 'northshire',
  concern: { types: ['missing', 'domestic-abuse'], flags: ['domestic-abuse', 'registered-sex-offender-contact'] },
  children: [
    {
      name: { given: 'Amira', family: 'Example' },
      dateOfBirth: '2014-03-09',
      address: { lines: ['1 High Street', 'Northshire'], postcode: 'NS1 1AA' },
      school: { name: 'Hilltop School', urn: '142001' },
    },
    { name: { given: 'Zoë', family: 'Example' }, ageEstimateYears: 4, school: { name: 'Riverside School', urn: '142002' } },
  ],
  incident: { reference: 'INC-1', occurredAt: '2026-05-22T15:00:00+01:00', reportedAt: '2026-05-22T16:00:00+01:00' },
  risk: { grade: 'red', gradedAt: '2026-05-22T16:20:00+01:00', gradedBy: 'cc-0007' },
  narrative: 'Left home after an argument.',
  referrer: { force: 'northshire-police', unit: 'RESPONSE-2', officer: { reference: 'pc-1234', name: 'A. Officer' } },
  lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
  marking: 'OFFICIAL-SENSITIVE',
};

describe('a view is what is allowed, and nothing else', () => {
  it('takes single fields of every child', () => {
    expect(viewOf(referral, { fields: ['children.name.given', 'risk.grade'] })).toEqual({
      children: [{ name: { given: 'Amira' } }, { name: { given: 'Zoë' } }],
      risk: { grade: 'red' },
    });
  });

  it('takes all that is below a prefix', () => {
    expect(viewOf(referral, { fields: ['incident', 'referrer.officer.reference'] })).toEqual({
      incident: referral.incident,
      referrer: { officer: { reference: 'pc-1234' } },
    });
  });

  it('does not take a field for a prefix of another one', () => {
    expect(viewOf(referral, { fields: ['risk.graded', 'narrat', 'children.name.givenName'] })).toEqual({});
  });

  it('leaves out a child of whom nothing may be seen, and the children when that is all of them', () => {
    expect(viewOf(referral, { fields: ['children.dateOfBirth'] })).toEqual({ children: [{ dateOfBirth: '2014-03-09' }] });
    expect(viewOf(referral, { fields: ['children.identifiers', 'area'] })).toEqual({ area: 'northshire' });
  });

  it('shows a school the children on its roll, not their brothers and sisters elsewhere', () => {
    expect(viewOf(referral, { fields: ['children.name.given'], onRollOf: ['142002'] })).toEqual({ children: [{ name: { given: 'Zoë' } }] });
    expect(viewOf(referral, { fields: ['children', 'area'], onRollOf: ['142009'] })).toEqual({ area: 'northshire' });
  });

  it('shows the concerns named, not whatever else the police suspect', () => {
    const fields = ['concern.types', 'concern.flags'];
    expect(viewOf(referral, { fields, concerns: ['domestic-abuse'] })).toEqual({ concern: { types: ['domestic-abuse'], flags: ['domestic-abuse'] } });
    expect(viewOf(referral, { fields, concerns: ['neglect'] })).toEqual({});
    expect(viewOf(referral, { fields: ['concern.flags'], concerns: ['domestic-abuse'] })).toEqual({ concern: { flags: ['domestic-abuse'] } });
  });

  it('is nobody else\'s: changing the view changes neither the content nor another view', () => {
    const before = structuredClone(referral);
    const view = viewOf(referral, { fields: [...REFERRAL_FIELDS] });
    scribble(view);
    expect(referral).toEqual(before);
  });
});

describe('for any referral and any allow-list', () => {
  const isView = compileContract(ReferralView);

  it('lets no leaf through that is not allowed, and keeps every leaf that is', () => {
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

  it('shows less, never more, when it is narrowed', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), (content, fields) => {
        const wide = leavesOf(viewOf(content, { fields })).map((leaf) => JSON.stringify(leaf));
        const narrow = leavesOf(viewOf(content, { fields, onRollOf: ['142001'] })).map((leaf) => JSON.stringify(leaf));
        expect(narrow.filter((leaf) => !wide.includes(leaf))).toEqual([]);
      }),
    );
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

interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** Every single value with its dotted path, in the order of the content. */
function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  if (typeof value !== 'object' || value === null) return [{ path: path.join('.'), value }];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

function scribble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    scribble(member);
    (value as Record<string, unknown>)[name] = 'scribbled';
  }
}

/** Leaves and prefixes, as a hasty author might write them: overlapping, in any order. */
function anyAllowList(): fc.Arbitrary<string[]> {
  const prefixes = new Set(REFERRAL_FIELDS.flatMap((leaf) => leaf.split('.').map((_, depth, parts) => parts.slice(0, depth + 1).join('.'))));
  return fc.array(fc.constantFrom(...prefixes), { maxLength: 12 });
}

function anyReferral(): fc.Arbitrary<SubmitReferralRequest> {
  const word = fc.constantFrom('Amira', 'Zoë', 'Example', 'O’Neil');
  const child = fc.record(
    {
      name: fc.record({ given: word, family: word, otherNames: word }, { requiredKeys: ['given', 'family'] }),
      dateOfBirth: fc.constant('2014-03-09'),
      identifiers: fc.record({ nhsNumber: fc.constant('9111231114'), pncId: fc.constant('2002/0073319Z') }, { requiredKeys: ['nhsNumber'] }),
      address: fc.record({ lines: fc.array(word, { minLength: 1, maxLength: 3 }), postcode: fc.constant('NS1 1AA') }, { requiredKeys: ['lines'] }),
      school: fc.record({ name: word, urn: fc.constantFrom('142001', '142002') }, { requiredKeys: ['name'] }),
      selfDefinedEthnicity: fc.record({ code: fc.constant('W3') }),
      perceivedEthnicity: fc.record({ code: fc.constant('IC1') }),
    },
    { requiredKeys: ['name'] },
  );
  return fc.record({ children: fc.array(child, { minLength: 1, maxLength: 4 }), narrative: fc.string({ minLength: 1 }).map((text) => `x${text.replaceAll(/\P{L}/gu, '')}`) })
    .map((parts) => Object.assign(structuredClone(referral), parts));
}
