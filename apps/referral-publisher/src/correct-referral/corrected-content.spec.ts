import { describe, expect, it } from '@jest/globals';

import { withGivenIds } from '../given-ids.js';
import { canaryReferral } from '../test-support/referrals.js';
import { correctedContent } from './corrected-content.js';

const referral = withGivenIds(canaryReferral());
const [rosa = '', brother = ''] = referral.children.map(({ childId }) => childId);
const episode = referral.children[0]?.missingEpisodes?.[0]?.episodeId ?? '';

type Field = NonNullable<Parameters<typeof correctedContent>[1]['fields']>[number];

function corrected(...fields: readonly Field[]) {
  const outcome = correctedContent(referral, { fields });
  if (!outcome.ok) throw new Error(outcome.error.map(({ code }) => code).join());
  return outcome.value;
}

function faults(...fields: readonly Field[]): readonly string[] {
  return faultsOf({ fields });
}

function faultsOf(request: Parameters<typeof correctedContent>[1]): readonly string[] {
  const outcome = correctedContent(referral, request);
  return outcome.ok ? [] : outcome.error.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('a correction', () => {
  it('changes the field that it names, of the child that it names, and nothing else', () => {
    const before = structuredClone(referral);
    const after = corrected({ field: `/children/${brother}/name/given`, value: 'Noah' }, { field: '/concern/types', value: ['neglect'] });
    expect(after.children[1]?.name?.given).toBe('Noah');
    expect(after.children[0]).toEqual(referral.children[0]);
    expect(after.concern).toEqual({ ...referral.concern, types: ['neglect'] });
    expect(referral).toEqual(before);
  });

  it('takes any text for what is right, and for nothing else', () => {
    expect(corrected({ field: '/narrative', value: 'no-such-place' }).narrative).toBe('no-such-place');
  });

  it('can state that a value is unknown after all, and leaves no empty object', () => {
    const after = corrected(...['given', 'family'].map((name) => ({ field: `/children/${brother}/name/${name}` })), { field: `/children/${rosa}/address/postcode` });
    expect(after.children[1]).not.toHaveProperty('name');
    expect(after.children[0]?.address).not.toHaveProperty('postcode');
    expect(after.children[0]?.address?.lines).toEqual(referral.children[0]?.address?.lines);
  });

  it('can add what was missing, and a time of a missing episode', () => {
    const after = corrected({ field: `/children/${brother}/identifiers/nhsNumber`, value: '4010232137' }, { field: `/children/${rosa}/missingEpisodes/${episode}/foundAt`, value: '2026-05-23T07:00:00Z' });
    expect(after.children[1]?.identifiers).toEqual({ nhsNumber: '4010232137' });
    expect(after.children[0]?.missingEpisodes).toMatchObject([{ episodeId: episode, riskLevel: 'high', foundAt: '2026-05-23T07:00:00Z' }]);
  });

  it('can remove a child and add another, and the others keep their ids and everything about them', () => {
    const outcome = correctedContent(referral, { removedChildren: [rosa], addedChildren: [{ name: { given: 'Ida' }, ageEstimateYears: 2 }] });
    if (!outcome.ok) throw new Error('it was refused');
    const [first, second] = outcome.value.children;
    expect(outcome.value.children).toHaveLength(2);
    expect(first).toEqual(referral.children[1]);
    expect(second).toMatchObject({ name: { given: 'Ida' } });
    expect([rosa, brother]).not.toContain(second?.childId);
  });

  it('cannot remove a child that the referral does not have, and cannot correct one that it removes', () => {
    expect(faultsOf({ removedChildren: [rosa, episode] })).toEqual(['/removedChildren/1 no-such-place']);
    expect(faultsOf({ removedChildren: [rosa], fields: [{ field: `/children/${rosa}/sex`, value: 'male' }] })).toEqual(['/fields/0/field no-such-place']);
  });

  it('is refused where it names what no referral has, what never changes, or one field twice', () => {
    expect(faults({ field: '/children/name/given', value: 'x' }, { field: '/narrative/0', value: 'x' }, { field: `/children/${rosa}/name`, value: 'x' })).toEqual([
      '/fields/0/field unknown-field', '/fields/1/field unknown-field', '/fields/2/field unknown-field',
    ]);
    expect(faults(...['/children/0/name/given', `/children/${rosa}/childId`, `/children/${rosa}/missingEpisodes/0/foundAt`].map((field) => ({ field, value: 'x' })))).toEqual([
      '/fields/0/field unknown-field', '/fields/1/field unknown-field', '/fields/2/field unknown-field',
    ]);
    expect(faults({ field: '/caseReference', value: 'x' }, { field: '/risk/grade', value: 'red' }, { field: '/referrer/force', value: 'x' })).toEqual([
      '/fields/0/field not-correctable', '/fields/1/field not-correctable', '/fields/2/field not-correctable',
    ]);
    expect(faults({ field: '/narrative', value: 'x' }, { field: '/narrative', value: 'y' })).toEqual(['/fields/1/field named-twice']);
    expect(faults({ field: `/children/${episode}/name/given`, value: 'x' })).toEqual(['/fields/0/field no-such-place']);
    expect(faults({ field: '/__proto__/x', value: 'x' })).toEqual(['/fields/0/field unknown-field']);
  });
});
