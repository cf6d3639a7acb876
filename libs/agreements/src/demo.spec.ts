import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { coversField, REFERRAL_FIELDS } from '#libs/contracts';

import { describeProblem } from './problem.js';
import { readPartnership } from './read-partnership.js';
import { agencyTopicsOf, recipientFor, resolveRecipients, type ReferralFacts } from './routing.js';

const DEMO = fileURLToPath(new URL('../../../../infra/partnership/northshire/partnership.yaml', import.meta.url));
const read = await readPartnership(DEMO);
if (!read.ok) throw new Error(read.error.map((problem) => describeProblem(problem)).join('\n'));
const northshire = read.value;

/** A missing child after domestic abuse at home; the child goes to Hilltop School. */
const facts: ReferralFacts = {
  force: 'northshire-police',
  area: 'northshire',
  concernTypes: ['missing', 'domestic-abuse'],
  grade: 'red',
  schools: ['142001'],
  on: '2026-05-22',
};

function told(changed: Partial<ReferralFacts>): string[] {
  return resolveRecipients(northshire, { ...facts, ...changed }).map(({ agency }) => agency);
}

function fieldsOf(agency: string): readonly string[] {
  return resolveRecipients(northshire, { ...facts, schools: ['142001', '142002'] }).find((recipient) => recipient.agency === agency)?.fields ?? [];
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
    ['children at both schools', { schools: ['142001', '142002'] }, ['northshire-csc', 'northshire-icb', 'hilltop-school', 'riverside-school', 'northshire-probation']],
    ['a child educated at home: no school, the hub all the same', { schools: [] }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['a school outside the partnership', { schools: ['999999'] }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['neglect: not the school\'s to know', { concernTypes: ['neglect'] }, ['northshire-csc', 'northshire-icb']],
    ['contact with a registered sex offender', { concernTypes: ['other', 'registered-sex-offender-contact'] }, ['northshire-csc', 'northshire-icb', 'northshire-probation']],
    ['a green grade stays with the hub', { concernTypes: ['neglect'], grade: 'green' }, ['northshire-csc']],
    ['a blue grade is shared with nobody', { grade: 'blue' }, []],
    ['the neighbouring area', { area: 'northmoor', concernTypes: ['missing'] }, ['northmoor-csc']],
    ['an area of no agreement', { area: 'elsewhere', concernTypes: ['missing'] }, []],
    ['a force that is no party', { force: 'southshire-police' }, []],
    ['a day before the agreements take effect', { on: '2026-03-31' }, []],
  ])('%s', (_what, changed, agencies) => {
    expect(told(changed)).toEqual(agencies);
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
    expect(hub).toMatchObject({ agreement: { id: 'northshire-mash', version: 3 }, purpose: 'child-protection', routes: ['northshire-mash/northshire-hub'] });
  });

  it.each<[string, string, string[]]>([
    ['the hub sees neither the officer\'s name nor a police record number', 'northshire-csc', ['referrer.officer.name', 'children.identifiers.pncId']],
    ['health sees no address, narrative, school or ethnicity', 'northshire-icb', ['children.address', 'narrative', 'children.school', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'referrer.officer']],
    ['a school sees no narrative, address, ethnicity, grade, identifiers, missing episode or area', 'hilltop-school', ['narrative', 'children.address', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'risk', 'children.identifiers', 'missingEpisode', 'area', 'children.school', 'referrer.officer', 'concern.harm', 'concern.factors']],
    ['probation sees no narrative, address, identifiers or ethnicity', 'northshire-probation', ['narrative', 'children.address', 'children.identifiers', 'children.selfDefinedEthnicity', 'children.perceivedEthnicity', 'children.school']],
  ])('%s', (_rule, agency, hidden) => {
    const shown = fieldsOf(agency);
    expect(shown).toContain('children.name.given');
    expect(hidden.filter((field) => shown.some((leaf) => coversField(field, leaf)))).toEqual([]);
    expect(hidden.filter((field) => !REFERRAL_FIELDS.some((leaf) => coversField(field, leaf)))).toEqual([]);
  });

  it('lets a hub hand a child over to the other hub, whatever the area says', () => {
    expect(recipientFor(northshire, 'northmoor-csc', facts)).toMatchObject({
      ok: true,
      value: { agency: 'northmoor-csc', expectation: 'acknowledge-and-decide', routes: ['northshire-mash/between-hubs'] },
    });
  });

  it.each<[string, string, Partial<ReferralFacts>, string]>([
    ['a school where the child is not on roll', 'riverside-school', {}, 'no-agreement'],
    ['probation, for a concern that is none of its business', 'northshire-probation', { concernTypes: ['neglect'] }, 'no-agreement'],
    ['a hub, for a grade that is not shared', 'northmoor-csc', { grade: 'blue' }, 'no-agreement'],
    ['an agency nobody knows', 'southshire-csc', {}, 'unknown-agency'],
  ])('does not let it be redirected to %s', (_what, agency, changed, code) => {
    expect(recipientFor(northshire, agency, { ...facts, ...changed })).toMatchObject({ ok: false, error: { code } });
  });
});
