import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { coversField, REFERRAL_FIELDS, type SubmitReferralRequest } from '#libs/contracts';

import { anyAllowList, anyReferral, FACTORS, leavesOf, REFERRAL, RELATIONSHIPS } from '../test-support/referrals.js';
import { masksThatApply, viewOf, type BoundMask } from './view.js';

const HOME = ['children.address.lines', 'children.address.postcode', 'children.school.name', 'children.school.urn'];
const ALL = [...REFERRAL_FIELDS];

function mask(when: BoundMask['when'], fields: readonly string[] = HOME): BoundMask {
  return { rule: 'hub/home', fields, when, recipient: 'north-csc' };
}

/** The referral with a code for its children's relationship to the incident. */
function withRelationships(...codes: (string | undefined)[]): SubmitReferralRequest {
  return { ...REFERRAL, children: REFERRAL.children.map((child, index) => ({ ...child, ...(codes[index] !== undefined && { relationshipToIncident: codes[index] }) })) };
}

describe('a child in hiding', () => {
  const inHiding = withRelationships(undefined, 'address-withheld');
  const view = viewOf(inHiding, { fields: ALL, masks: [mask({ relationships: ['address-withheld'] })] });

  it('has no address in the view, and neither have the siblings who live there', () => {
    expect(leavesOf(view).filter(({ path }) => HOME.includes(path))).toEqual([]);
    expect(view.children).toHaveLength(2);
    expect(view.narrative).toBe(REFERRAL.narrative);
  });

  it('leaves no trace: neither an empty address nor a mention of it', () => {
    const neverKnown = { ...inHiding, children: inHiding.children.map(({ address: _address, school: _school, ...child }) => child) };
    expect(JSON.stringify(view)).toBe(JSON.stringify(viewOf(neverKnown, { fields: ALL })));
  });

  it('shows the address to a recipient without a mask', () => {
    expect(viewOf(inHiding, { fields: ALL }).children?.[0]?.address).toEqual(REFERRAL.children[0]?.address);
  });
});

describe('a mask applies if the referral has its value', () => {
  it.each<[string, BoundMask['when'], SubmitReferralRequest, boolean]>([
    ['by a concern', { concerns: ['domestic-abuse'] }, REFERRAL, true],
    ['by a flag', { concerns: ['registered-sex-offender-contact'] }, REFERRAL, true],
    ['not by another concern', { concerns: ['neglect'] }, REFERRAL, false],
    ['by a factor', { factors: ['23A'] }, { ...REFERRAL, concern: { types: ['other'], factors: ['12A', '23A'] } }, true],
    ['not without a factor', { factors: ['23A'] }, REFERRAL, false],
    ['by the relationship of one child', { relationships: ['in-refuge'] }, withRelationships('in-refuge'), true],
    ['not without a relationship', { relationships: ['in-refuge'] }, REFERRAL, false],
    ['only when every condition holds', { concerns: ['domestic-abuse'], relationships: ['in-refuge'] }, REFERRAL, false],
    ['when every condition holds', { concerns: ['domestic-abuse'], relationships: ['in-refuge'] }, withRelationships('in-refuge'), true],
    ['by a link of the alleged abuser to the recipient', { linkedToAllegedAbuser: true }, linked('north-csc'), true],
    ['not by a link to another agency', { linkedToAllegedAbuser: true }, linked('village-school'), false],
    ['not without a known link', { linkedToAllegedAbuser: true }, REFERRAL, false],
  ])('%s', (_how, when, content, applies) => {
    expect(masksThatApply(content, { masks: [mask(when)] })).toHaveLength(applies ? 1 : 0);
    expect(viewOf(content, { fields: ALL, masks: [mask(when)] }).children?.[0]?.address === undefined).toBe(applies);
  });
});

describe('for any referral, allow-list and masks', () => {
  it('no masked field is ever in the view', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), anyMasks(), (content, fields, masks) => {
        const hidden = masksThatApply(content, { masks }).flatMap((each) => each.fields);
        const leaked = leavesOf(viewOf(content, { fields, masks })).filter(({ path }) => hidden.some((field) => coversField(field, path)));
        expect(leaked).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('a masked field looks like one that was never known', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), anyMasks(), (content, fields, masks) => {
        const hidden = masksThatApply(content, { masks }).flatMap((each) => each.fields);
        const neverKnown = without(content, hidden) as SubmitReferralRequest;
        expect(JSON.stringify(viewOf(content, { fields, masks }))).toBe(JSON.stringify(viewOf(neverKnown, { fields })));
      }),
      { numRuns: 500 },
    );
  });

  it('all other allowed fields are shown', () => {
    fc.assert(
      fc.property(anyReferral(), anyAllowList(), anyMasks(), (content, fields, masks) => {
        const hidden = masksThatApply(content, { masks }).flatMap((each) => each.fields);
        const rest = leavesOf(viewOf(content, { fields })).filter(({ path }) => !hidden.some((field) => coversField(field, path)));
        expect(leavesOf(viewOf(content, { fields, masks }))).toEqual(rest);
      }),
    );
  });
});

/** The referral with linked agencies. */
function linked(...linkedAgencies: string[]): SubmitReferralRequest {
  return Object.assign(structuredClone(REFERRAL), { allegedAbuser: { linkedAgencies } });
}

function anyMasks(): fc.Arbitrary<BoundMask[]> {
  const when = fc.oneof(
    fc.uniqueArray(fc.constantFrom('domestic-abuse', 'neglect', 'modern-slavery'), { minLength: 1 }).map((concerns) => ({ concerns })),
    fc.uniqueArray(fc.constantFrom(...RELATIONSHIPS), { minLength: 1 }).map((relationships) => ({ relationships })),
    fc.uniqueArray(fc.constantFrom(...FACTORS), { minLength: 1 }).map((factors) => ({ factors })),
    fc.constant({ linkedToAllegedAbuser: true as const }),
  );
  const one = fc.record({ when, fields: fc.uniqueArray(fc.constantFrom(...REFERRAL_FIELDS), { minLength: 1, maxLength: 12 }) });
  return fc.array(one, { maxLength: 4 }).map((masks) => masks.map((each) => mask(each.when, each.fields)));
}

/** A copy without the given fields, as if they had never had a value. */
function without(value: unknown, fields: readonly string[], path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, fields, path));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !fields.includes(`${path}${name}`));
  return Object.fromEntries(kept.map(([name, member]) => [name, without(member, fields, `${path}${name}.`)]));
}
