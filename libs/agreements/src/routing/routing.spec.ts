import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { ReferralFacts } from './facts.js';
import { DEFAULT_INCIDENT_REFERRAL, SCHOOLING, type Agreement, type Partnership, type View } from '../model/partnership.js';
import { placesIn } from '../test-support/referrals.js';
import { recipientFor, resolveRecipients } from './routing.js';

const hubAgreement: Agreement = {
  id: 'hub',
  version: 4,
  title: 'Hub',
  status: 'in-force',
  effectiveFrom: '2026-01-01',
  reviewBy: '2026-06-01',
  dpiaReference: 'DPIA-1',
  parties: ['police', 'csc', 'health', 'school'].map((organisation) => ({ organisation, controllerRole: 'independent-controller' })),
  purposes: [{ id: 'protection', description: 'Protection' }, { id: 'health-check', description: 'Health check' }],
  lawfulBasis: { police: 'Part 3', partners: { 'childrens-social-care': 'Article 6', health: 'Article 9' } },
  retentionDays: 30,
  routes: [
    { id: 'red', when: { grades: ['red'] }, recipients: [{ agency: 'health', purpose: 'health-check', expectation: 'acknowledge', children: 'all' }] },
    {
      id: 'neglect',
      when: { concerns: ['neglect'] },
      recipients: [
        { agency: 'health', purpose: 'protection', expectation: 'acknowledge-and-decide', children: 'all' },
        { agency: 'csc', purpose: 'protection', expectation: 'acknowledge-and-decide', children: 'all' },
      ],
    },
  ],
  redirects: [{ id: 'to-csc', to: ['csc'], when: { grades: ['red', 'amber'] }, purpose: 'protection', expectation: 'acknowledge-and-decide', children: 'all' }],
  views: ([
    { purpose: 'health-check', recipient: { agencyKind: 'health' }, fields: ['children.name.given', 'concern.types'], concerns: ['neglect'] },
    { purpose: 'protection', recipient: { agencyKind: 'health' }, fields: ['narrative'] },
    { purpose: 'protection', recipient: { agency: 'health' }, fields: ['caseReference'], concerns: ['missing'] },
    { purpose: 'protection', recipient: { agencyKind: 'childrens-social-care' }, fields: ['narrative'] },
  ] satisfies Omit<View, 'mask'>[]).map((view) => ({ ...view, mask: [] })),
};
const secondAgreement: Agreement = { ...hubAgreement, id: 'second', version: 1, routes: [
  { id: 'all', when: { grades: ['red'] }, recipients: [{ agency: 'csc', purpose: 'protection', expectation: 'acknowledge', children: 'all' }] },
] };
const plain = { escalation: {}, hubHours: null };
const partnership: Partnership = {
  id: 'small',
  name: 'Small',
  forces: [{ id: 'police', name: 'Police', code: '99' }],
  agencies: [
    { id: 'csc', name: 'Hub', kind: 'childrens-social-care', areas: ['small'], urn: null, ...plain },
    { id: 'health', name: 'Health', kind: 'health', areas: [], urn: null, ...plain },
    { id: 'school', name: 'School', kind: 'school', areas: [], urn: '100001', ...plain },
  ],
  auditors: [{ id: 'inspectorate', name: 'Inspectorate' }],
  operators: [{ id: 'exchange-team', name: 'Exchange team' }],
  notShared: { grades: [] },
  incidentReferral: DEFAULT_INCIDENT_REFERRAL,
  agreements: [hubAgreement, secondAgreement],
  actionPlans: [],
  localPolicy: { limits: [], noHolder: [], cutOffs: [], chains: [], hubHours: [], schoolTerms: [] },
};
const facts: ReferralFacts = { force: 'police', concernTypes: ['neglect'], grade: 'red', children: placesIn('small', 'no-school-stated'), on: '2026-07-01' };

function withAgreement(changes: Partial<Agreement>): Partnership {
  return { ...partnership, agreements: [{ ...hubAgreement, ...changes }] };
}

describe('an agency that several routes name', () => {
  const [csc, health] = resolveRecipients(partnership, facts);

  it('receives one copy, and agencies come in the order of the partnership file', () => {
    expect(resolveRecipients(partnership, facts).map(({ agency }) => agency)).toEqual(['csc', 'health']);
  });

  it('gets the first route\'s purpose, and the strictest expectation of all', () => {
    expect(health).toMatchObject({ purpose: 'health-check', expectation: 'acknowledge-and-decide', lawfulBasis: { police: 'Part 3', recipient: 'Article 9' } });
  });

  it('sees the fields of the views of all its purposes; its own view replaces that of its kind', () => {
    expect(health?.fields).toEqual(['caseReference', 'concern.types', 'children.name.given']);
  });

  it('sees the concerns of all of them', () => {
    expect(health?.concerns).toEqual(['neglect', 'missing']);
    expect(csc).not.toHaveProperty('concerns');
  });

  it('has every rule named in the evidence, and the first agreement cited', () => {
    expect(csc).toMatchObject({ agreement: { id: 'hub', version: 4 }, routes: ['hub/neglect', 'second/all'] });
    expect(health?.routes).toEqual(['hub/red', 'hub/neglect']);
  });
});

describe('an agreement shares', () => {
  it.each<[string, Partial<Agreement>, number]>([
    ['when it is in force', {}, 2],
    ['even when its review is overdue', { reviewBy: '2026-02-01' }, 2],
    ['from the day on which it takes effect', { effectiveFrom: '2026-07-01' }, 2],
    ['nothing before that', { effectiveFrom: '2026-07-02' }, 0],
    ['nothing as a draft', { status: 'draft' }, 0],
    ['nothing after its end', { status: 'ended' }, 0],
    ['nothing from a force that is not a party', { parties: hubAgreement.parties.filter(({ organisation }) => organisation !== 'police') }, 0],
  ])('%s', (_what, changes, recipients) => {
    expect(resolveRecipients(withAgreement(changes), facts)).toHaveLength(recipients);
  });
});

describe('a redirect', () => {
  const greenMissing: ReferralFacts = { ...facts, concernTypes: ['missing'], grade: 'green' };

  it('reaches an agency that a redirect of an agreement in force names', () => {
    const amber: ReferralFacts = { ...greenMissing, grade: 'amber' };
    expect(recipientFor(withAgreement({}), 'csc', amber)).toMatchObject({ ok: true, value: { routes: ['hub/to-csc'], fields: ['narrative'] } });
    expect(recipientFor(withAgreement({ status: 'draft' }), 'csc', amber)).toMatchObject({ ok: false, error: { code: 'no-agreement' } });
  });

  it('reaches an agency that a route names in any case', () => {
    expect(recipientFor(partnership, 'health', facts)).toMatchObject({ ok: true, value: { routes: ['hub/red', 'hub/neglect'] } });
  });

  it('does not reach an agency if its conditions do not hold', () => {
    expect(recipientFor(partnership, 'csc', greenMissing)).toMatchObject({ ok: false, error: { code: 'no-agreement' } });
  });

  it('adds no recipient by itself', () => {
    expect(resolveRecipients(withAgreement({ routes: [] }), facts)).toEqual([]);
  });
});

describe('for any facts', () => {
  it('a recipient at publication may also be reached by a redirect, and then sees at least as much', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        for (const recipient of resolveRecipients(partnership, given)) {
          const redirected = recipientFor(partnership, recipient.agency, given);
          expect(redirected.ok && recipient.fields.every((field) => redirected.value.fields.includes(field))).toBe(true);
        }
      }),
    );
  });

  it('the same facts reach the same agencies, in any order of concerns and children', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        const reordered = { ...given, concernTypes: given.concernTypes.toReversed(), children: given.children.toReversed() };
        expect(resolveRecipients(partnership, reordered)).toEqual(resolveRecipients(partnership, given));
      }),
    );
  });

  it('more concerns never reach fewer agencies', () => {
    fc.assert(
      fc.property(anyFacts(), (given) => {
        const before = resolveRecipients(partnership, given).map(({ agency }) => agency);
        const after = resolveRecipients(partnership, { ...given, concernTypes: [...given.concernTypes, 'neglect'] }).map(({ agency }) => agency);
        expect(after).toEqual(expect.arrayContaining(before));
      }),
    );
  });
});

function anyFacts(): fc.Arbitrary<ReferralFacts> {
  return fc.record({
    force: fc.constantFrom('police', 'other-police'),
    concernTypes: fc.uniqueArray(fc.constantFrom('neglect', 'missing', 'domestic-abuse'), { minLength: 1 }),
    grade: fc.constantFrom('red', 'amber', 'green', 'blue'),
    children: fc.array(fc.tuple(fc.constantFrom('small', 'elsewhere'), fc.constantFrom('100001', '100002', ...SCHOOLING)), { minLength: 1, maxLength: 4 })
      .map((places) => places.flatMap(([area, school]) => placesIn(area, school))),
    on: fc.constantFrom('2025-12-31', '2026-01-01', '2026-07-01'),
  });
}
