import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { coversField, REFERRAL_FIELDS, type SubmitReferralRequest } from '#libs/contracts';

import { referralFacts, type ReferralFacts } from './routing/facts.js';
import { fieldsPresent } from './views/fields.js';
import { describeProblem } from './reading/problem.js';
import { readPartnership } from './reading/read-partnership.js';
import { agencyTopicsOf, recipientFor, resolveRecipients } from './routing/routing.js';
import { placesIn, REFERRAL } from './test-support/referrals.js';
import { viewOf } from './views/view.js';

const DEMO = fileURLToPath(new URL('../../../../infra/partnership/northshire/partnership.yaml', import.meta.url));
const read = await readPartnership(DEMO);
if (!read.ok) throw new Error(read.error.map((problem) => describeProblem(problem)).join('\n'));
const northshire = read.value;

/** A missing child after domestic abuse at home; the child goes to Hilltop School. */
const facts: ReferralFacts = {
  force: 'northshire-police',
  concernTypes: ['missing', 'domestic-abuse'],
  grade: 'red',
  children: placesIn('northshire', '142001'),
  on: '2026-05-22',
};

function recipientsOf(changed: Partial<ReferralFacts>): string[] {
  return resolveRecipients(northshire, { ...facts, ...changed }).map(({ agency }) => agency);
}

function fieldsOf(agency: string): readonly string[] {
  return resolveRecipients(northshire, { ...facts, children: placesIn('northshire', '142001', '142002') }).find((recipient) => recipient.agency === agency)?.fields ?? [];
}

describe('the demo partnership of Northshire', () => {
  it('has topics for each of its six agencies', () => {
    expect(agencyTopicsOf(northshire)).toEqual([
      'northshire-csc', 'northmoor-csc', 'northshire-icb', 'hilltop-school', 'riverside-school', 'northshire-probation',
    ]);
  });

  it.each<[string, Partial<ReferralFacts>, string[]]>([
    ['a missing child after domestic abuse', {}, ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation']],
    ['domestic abuse raised as a flag only', { concernTypes: ['neglect', 'domestic-abuse'] }, ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation']],
    ['children at both schools', { children: placesIn('northshire', '142001', '142002') }, ['northshire-csc', 'northshire-icb', 'hilltop-school', 'riverside-school', 'northshire-probation']],
    ['a child without a school: the hub nevertheless', { children: placesIn('northshire', 'no-school-stated') }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['a school outside the partnership', { children: placesIn('northshire', '999999') }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['neglect: not shared with the school', { concernTypes: ['neglect'] }, ['northshire-csc', 'northshire-icb']],
    ['contact with a registered sex offender', { concernTypes: ['other', 'registered-sex-offender-contact'] }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['contact with a registered sex offender in the other area, where probation does not supervise', { children: placesIn('northmoor', '142001'), concernTypes: ['registered-sex-offender-contact'] }, ['northmoor-csc']],
    ['domestic abuse of a green grade: the duty to notify the school does not depend on it', { grade: 'green' }, ['northshire-csc', 'hilltop-school', 'northshire-probation']],
    ['a pupil of Hilltop who lives in the other area', { children: placesIn('northmoor', '142001') }, ['northmoor-csc', 'hilltop-school']],
    ['a green grade stays with the hub', { concernTypes: ['neglect'], grade: 'green' }, ['northshire-csc']],
    ['a blue grade is shared with no agency', { grade: 'blue' }, []],
    ['the neighbouring area', { children: placesIn('northmoor', '142001'), concernTypes: ['missing'] }, ['northmoor-csc']],
    ['an area without an agreement', { children: placesIn('elsewhere', '142001'), concernTypes: ['missing'] }, []],
    ['a force that is not a party', { force: 'southshire-police' }, []],
    ['a day before the agreements take effect', { on: '2026-03-31' }, []],
  ])('%s', (_what, changed, agencies) => {
    expect(recipientsOf(changed)).toEqual(agencies);
  });

  it.each<[string, Partial<ReferralFacts>, string, boolean]>([
    ['a child educated at home', { children: placesIn('northshire', 'educated-at-home') }, 'northshire-csc', true],
    ['a child whose school is unknown', { children: placesIn('northshire', 'no-school-stated') }, 'northshire-csc', true],
    ['a child at a school outside the partnership', { children: placesIn('northshire', '999999') }, 'northshire-csc', true],
    ['a child at a school named without its URN', { children: placesIn('northshire', 'school-outside-partnership') }, 'northshire-csc', true],
    ['one child at Hilltop and one educated at home', { children: placesIn('northshire', '142001', 'educated-at-home') }, 'northshire-csc', true],
    ['a child educated at home in the other area', { children: placesIn('northmoor', 'educated-at-home') }, 'northmoor-csc', true],
    ['children who all have a school of the partnership', { children: placesIn('northshire', '142001', '142002') }, 'northshire-csc', false],
    ['a child educated at home, and no domestic abuse', { children: placesIn('northshire', 'educated-at-home'), concernTypes: ['neglect'] }, 'northshire-csc', false],
  ])('gives the local authority the school\'s notice for %s: %s', (_what, changed, agency, isRecipient) => {
    const recipient = resolveRecipients(northshire, { ...facts, ...changed }).find((each) => each.agency === agency);
    expect(recipient?.routes.some((rule) => rule.startsWith('northshire-school-notification/without-school'))).toBe(isRecipient);
  });

  it('expects a decision from the hub alone', () => {
    const expected = resolveRecipients(northshire, facts).map(({ agency, expectation }) => [agency, expectation]);
    expect(expected).toEqual([
      ['northshire-csc', 'acknowledge-and-decide'],
      ['northshire-icb', 'acknowledge'],
      ['hilltop-school', 'acknowledge'],
      ['northshire-probation', 'acknowledge'],
    ]);
  });

  it('cites the agreement and the rule for every copy', () => {
    const [hub] = resolveRecipients(northshire, facts);
    expect(hub).toMatchObject({ agreement: { id: 'northshire-mash', version: 4 }, purpose: 'child-protection', routes: ['northshire-mash/northshire-hub'] });
  });

  it.each<[string, string, string[]]>([
    ['the hub sees neither the officer\'s name nor a police record number', 'northshire-csc', ['referrer.officer.name', 'children.identifiers.pncId']],
    ['health sees no address, narrative, school or ethnicity', 'northshire-icb', ['children.address', 'narrative', 'children.school', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'referrer.officer']],
    ['a school sees no narrative, address, ethnicity, grade, identifiers, missing episode or area', 'hilltop-school', ['narrative', 'children.address', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'risk', 'children.identifiers', 'children.missingEpisodes', 'area', 'children.school', 'referrer.officer', 'concern.harm', 'concern.factors']],
    ['probation sees no narrative, address, identifiers or ethnicity', 'northshire-probation', ['narrative', 'children.address', 'children.identifiers', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'children.school']],
  ])('%s', (_rule, agency, hidden) => {
    const shown = fieldsOf(agency);
    expect(shown).toContain('children.name.given');
    expect(hidden.filter((field) => shown.some((leaf) => coversField(field, leaf)))).toEqual([]);
    expect(hidden.filter((field) => !REFERRAL_FIELDS.some((leaf) => coversField(field, leaf)))).toEqual([]);
  });

  it('lets a hub pass a child to the other hub, for any area', () => {
    expect(recipientFor(northshire, 'northmoor-csc', facts)).toMatchObject({
      ok: true,
      value: { agency: 'northmoor-csc', expectation: 'acknowledge-and-decide', routes: ['northshire-mash/between-hubs'] },
    });
  });

  it.each<[string, string, Partial<ReferralFacts>, string]>([
    ['a school where the child is not on roll', 'riverside-school', {}, 'no-agreement'],
    ['probation, for a concern outside its remit', 'northshire-probation', { concernTypes: ['neglect'] }, 'no-agreement'],
    ['a hub, for a grade that is not shared', 'northmoor-csc', { grade: 'blue' }, 'no-agreement'],
    ['an unknown agency', 'southshire-csc', {}, 'unknown-agency'],
  ])('does not let it be redirected to %s', (_what, agency, changed, code) => {
    expect(recipientFor(northshire, agency, { ...facts, ...changed })).toMatchObject({ ok: false, error: { code } });
  });
});

function shown(content: SubmitReferralRequest, agency: string): readonly string[] {
  const recipient = resolveRecipients(northshire, referralFacts(content, new Date('2026-05-22T18:00:00Z'))).find((each) => each.agency === agency);
  return recipient === undefined ? [] : fieldsPresent(viewOf(content, recipient));
}

describe('the views of the agencies of Northshire', () => {
  const home = ['children.address.lines', 'children.address.postcode', 'children.school.name', 'narrative'];
  const referral = Object.assign(structuredClone(REFERRAL), { concern: { types: ['domestic-abuse'] } });
  const rosa = { ...referral.children[0], name: { given: 'Rosa', family: 'Example' } };

  const withheld = { ...referral, children: [{ ...rosa, relationshipToIncident: 'address-withheld' }] };
  const inRefuge = { ...referral, children: [{ ...rosa, relationshipToIncident: 'in-refuge' }] };
  const linkedHub = Object.assign(structuredClone(referral), { allegedAbuser: { linkedAgencies: ['northshire-csc'] } });

  it('show the hub the home, also of a child in a refuge, because it has to find the child', () => {
    expect(shown(referral, 'northshire-csc')).toEqual(expect.arrayContaining(home));
    expect(shown(inRefuge, 'northshire-csc')).toEqual(expect.arrayContaining(home));
  });

  it('hide the home from the hub if the address is withheld, and explain why', () => {
    const fields = shown(withheld, 'northshire-csc');
    expect(fields.filter((field) => [...home, 'children.relationshipToIncident'].includes(field))).toEqual([]);
    expect(fields).toContain('children.name.given');
  });

  it('hide the home from a hub that the alleged abuser is linked to, and from that one alone', () => {
    expect(shown(linkedHub, 'northshire-csc').filter((field) => home.includes(field))).toEqual([]);
    expect(shown({ ...linkedHub, area: 'northmoor' }, 'northmoor-csc')).toEqual(expect.arrayContaining(home));
  });

  it('hide from probation and health the area of a child in hiding', () => {
    for (const agency of ['northshire-probation', 'northshire-icb']) {
      expect([agency, shown(referral, agency).includes('area')]).toEqual([agency, true]);
      expect([agency, shown(inRefuge, agency).includes('area'), shown(withheld, agency).includes('area')]).toEqual([agency, false, false]);
    }
  });

  it('give the hub the whole referral and the notice in one copy, with the hub\'s own purpose', () => {
    const atHome = { ...referral, children: [rosa, { name: { given: 'Tom', family: 'Example' }, ageEstimateYears: 3 }] };
    const hub = resolveRecipients(northshire, referralFacts(atHome, new Date('2026-05-22T18:00:00Z')))[0];
    expect(hub).toMatchObject({
      agency: 'northshire-csc', purpose: 'child-protection', routes: ['northshire-mash/northshire-hub', 'northshire-school-notification/without-school-northshire'],
    });
    expect(hub && viewOf(atHome, hub).children).toHaveLength(2);
  });
});
