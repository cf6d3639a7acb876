import { describe, expect, it } from '@jest/globals';

import { ReferralView } from '../events/referral-shared.js';
import { compileContract } from '../validation/contract.js';
import { coversField, leafPathsOf } from '../validation/field-paths.js';
import { DOMESTIC_ABUSE_REFERRAL, EXAMPLE_IDS, MISSING_CHILD_REFERRAL, STORED_MISSING_CHILD } from './examples.js';
import { ReferralContent } from './referral-content.js';
import { REFERRAL_FIELDS, SubmitReferralRequest } from './submit-referral.js';

const referral = compileContract(SubmitReferralRequest);
const content = compileContract(ReferralContent);
const view = compileContract(ReferralView);
const { child: childId } = EXAMPLE_IDS;

function withChildren(children: readonly unknown[]): unknown {
  const rest: object = MISSING_CHILD_REFERRAL;
  return { ...rest, children };
}

describe('a referral', () => {
  it('is accepted in the form in which a force would send it', () => {
    expect(referral.validate(DOMESTIC_ABUSE_REFERRAL).ok).toBe(true);
    expect(referral.validate(MISSING_CHILD_REFERRAL).ok).toBe(true);
  });

  it('names every leaf of its content for sharing agreements', () => {
    expect(REFERRAL_FIELDS).toEqual(expect.arrayContaining([
      'caseReference', 'concern.types', 'children.name.given', 'children.identifiers.nhsNumber', 'children.address.lines',
      'children.selfDefinedEthnicity.code', 'children.perceivedEthnicity.code', 'children.missingEpisodes.riskLevel', 'narrative',
      'referrer.officer.name', 'lawfulBasis.police', 'marking',
    ]));
    expect(REFERRAL_FIELDS.filter((leaf) => /(?:childId|episodeId)$/.test(leaf))).toEqual([]);
    expect(leafPathsOf(ReferralContent)).toEqual(REFERRAL_FIELDS);
    expect(new Set(REFERRAL_FIELDS).size).toBe(REFERRAL_FIELDS.length);
    expect(REFERRAL_FIELDS.filter((leaf) => coversField('children.name', leaf))).toEqual([
      'children.name.given', 'children.name.family', 'children.name.otherNames',
    ]);
    expect(coversField('children.na', 'children.name.given')).toBe(false);
  });

  it('accepts two entries of which nothing differs, because unborn twins look like this: the rules about children find one sent twice', () => {
    expect(referral.validate(withChildren([{ expectedDateOfBirth: '2027-03-01' }, { expectedDateOfBirth: '2027-03-01' }])).ok).toBe(true);
  });

  it.each(['2012-02-29', '2012-02', '2012'])('accepts the known part of a date of birth: %s', (dateOfBirth) => {
    expect(referral.validate(withChildren([{ name: { given: 'Farishta' }, dateOfBirth }])).ok).toBe(true);
  });

  it.each(['2011-02-29', '2012-13', '12', '2012-3', '1899', '2012-02-30', '2012-'])('refuses as a date of birth: %s', (dateOfBirth) => {
    const outcome = referral.validate(withChildren([{ name: { given: 'Farishta' }, dateOfBirth }]));
    expect(outcome).toMatchObject({ ok: false, error: [{ pointer: '/children/0/dateOfBirth', code: 'format' }] });
  });

  it('refuses no child at all', () => {
    expect(referral.validate(withChildren([]))).toMatchObject({ ok: false, error: [{ pointer: '/children', code: 'count' }] });
  });
});

describe('a stored referral', () => {
  it('names each child and each missing episode by an id that the sender cannot choose', () => {
    expect(content.validate(STORED_MISSING_CHILD).ok).toBe(true);
    expect(content.validate(MISSING_CHILD_REFERRAL)).toMatchObject({ ok: false, error: [{ pointer: '/children/0/childId' }, { pointer: '/children/0/missingEpisodes/0/episodeId' }] });
    expect(referral.validate(STORED_MISSING_CHILD)).toMatchObject({ ok: false });
    expect(referral.validate(withChildren([{ childId, name: { given: 'Rosa' } }]))).toMatchObject({ ok: false, error: [{ pointer: '/children/0/childId', code: 'unknown-field' }] });
  });
});

describe('an agency\'s view of a referral', () => {
  it('names every child and every missing episode in it', () => {
    expect(view.validate({ children: [{ sex: 'female' }] })).toMatchObject({ ok: false, error: [{ pointer: '/children/0/childId', code: 'required' }] });
    const episode = { riskLevel: 'high' };
    expect(view.validate({ children: [{ childId, missingEpisodes: [episode] }] })).toMatchObject({ ok: false, error: [{ pointer: '/children/0/missingEpisodes/0/episodeId', code: 'required' }] });
  });

  it('may leave out any field at any level', () => {
    expect(view.validate({}).ok).toBe(true);
    expect(view.validate({ children: [{ childId, name: { family: 'Example' } }], risk: {} }).ok).toBe(true);
  });

  it('keeps every rule of the fields that remain', () => {
    const noSuchDay = view.validate({ children: [{ childId, dateOfBirth: '2026-02-30' }] });
    expect(noSuchDay).toMatchObject({ ok: false, error: [{ pointer: '/children/0/dateOfBirth', code: 'format' }] });
    expect(view.validate({ children: [{ childId, nickname: 'x' }] })).toMatchObject({ ok: false, error: [{ code: 'unknown-field' }] });
    expect(view.validate({ risk: null })).toMatchObject({ ok: false, error: [{ pointer: '/risk', code: 'type' }] });
  });

  it('may show two equal children, because the fields that distinguish them may be hidden', () => {
    expect(view.validate({ children: [{ childId, sex: 'female' }, { childId: EXAMPLE_IDS.sibling, sex: 'female' }] }).ok).toBe(true);
  });
});
