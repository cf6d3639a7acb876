import fc from 'fast-check';

import { GIVEN_IDS, REFERRAL_FIELDS, type ReferralContent } from '#libs/contracts';

import { SCHOOLING, type Schooling } from '../model/partnership.js';
import type { ChildPlace } from '../routing/facts.js';

export const RELATIONSHIPS = ['subject', 'present', 'in-refuge', 'address-withheld'] as const;
export const FACTORS = ['12A', '23A'] as const;

export const [AMIRA, ZOE, EPISODE] = ['7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11', '0b9e6d18-7c43-4f2a-a1d0-5e3f8c27914d', 'c4a1b0de-52f7-4c39-8e0a-91f6d2b7430c'] as const;

/** Two children at two schools, one of them with few known facts. */
export const REFERRAL: ReferralContent = {
  caseReference: 'NP/2026/000123',
  area: 'northshire',
  concern: { types: ['missing', 'domestic-abuse'], flags: ['domestic-abuse', 'registered-sex-offender-contact'] },
  children: [
    {
      childId: AMIRA,
      name: { given: 'Amira', family: 'Example' },
      dateOfBirth: '2014-03-09',
      address: { lines: ['1 High Street', 'Northshire'], postcode: 'NS1 1AA' },
      school: { name: 'Hilltop School', urn: '142001' },
      missingEpisodes: [{
        episodeId: EPISODE, missingSince: '2026-05-22T15:00:00+01:00', reportedAt: '2026-05-22T16:00:00+01:00', riskLevel: 'high', informationFrom: 'A neighbour',
      }],
    },
    { childId: ZOE, name: { given: 'Zoë', family: 'Example' }, ageEstimateYears: 4, school: { name: 'Riverside School', urn: '142002' } },
  ],
  incident: { reference: 'INC-1', occurredAt: '2026-05-22T15:00:00+01:00', reportedAt: '2026-05-22T16:00:00+01:00' },
  risk: { grade: 'red', gradedAt: '2026-05-22T16:20:00+01:00', gradedBy: 'cc-0007' },
  narrative: 'Left home after an argument.',
  referrer: { force: 'northshire-police', unit: 'RESPONSE-2', officer: { reference: 'pc-1234', name: 'A. Officer' } },
  lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
  marking: 'OFFICIAL-SENSITIVE',
};

/** Children who live in an area, each at a school by its URN, or without one for a reason. */
export function placesIn(area: string, ...schools: readonly string[]): readonly ChildPlace[] {
  return schools.map((school) => ({ area, school: SCHOOLING.includes(school as Schooling) ? { without: school as Schooling } : { urn: school } }));
}

export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** Every single value with its dotted path, in the order of the content. Without the ids that the exchange gives. */
export function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  if (typeof value !== 'object' || value === null) return [{ path: path.join('.'), value }];
  return Object.entries(value).flatMap(([name, member]) => (GIVEN_IDS.has(name) ? [] : leavesOf(member, [...path, name])));
}

/** Leaves and prefixes as an author in a hurry might write them: overlapping, in any order. */
export function anyAllowList(): fc.Arbitrary<string[]> {
  const prefixes = new Set(REFERRAL_FIELDS.flatMap((leaf) => leaf.split('.').map((_, depth, parts) => parts.slice(0, depth + 1).join('.'))));
  return fc.array(fc.constantFrom(...prefixes), { maxLength: 12 });
}

export function anyReferral(): fc.Arbitrary<ReferralContent> {
  const word = fc.constantFrom('Amira', 'Zoë', 'Example', 'O’Neil');
  const time = fc.constant('2026-05-22T15:00:00+01:00');
  const episode = fc.record(
    { episodeId: fc.uuid(), missingSince: time, reportedAt: time, riskLevel: fc.constant('high' as const), foundAt: time, informationFrom: word },
    { requiredKeys: ['episodeId', 'missingSince', 'reportedAt', 'riskLevel'] },
  );
  const child = fc.record(
    {
      childId: fc.uuid(),
      name: fc.record({ given: word, family: word, otherNames: word }, { requiredKeys: ['given', 'family'] }),
      dateOfBirth: fc.constant('2014-03-09'),
      identifiers: fc.record({ nhsNumber: fc.constant('9111231114'), pncId: fc.constant('2002/0073319Z') }, { requiredKeys: ['nhsNumber'] }),
      address: fc.record({ lines: fc.array(word, { minLength: 1, maxLength: 3 }), postcode: fc.constant('NS1 1AA') }, { requiredKeys: ['lines'] }),
      school: fc.record({ name: word, urn: fc.constantFrom('142001', '142002') }, { requiredKeys: ['name'] }),
      selfDefinedEthnicity: fc.record({ code: fc.constant('W3') }),
      perceivedEthnicity: fc.record({ code: fc.constant('IC1') }),
      relationshipToIncident: fc.constantFrom(...RELATIONSHIPS),
      missingEpisodes: fc.array(episode, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ['childId', 'name'] },
  );
  const concern = fc.record(
    {
      types: fc.uniqueArray(fc.constantFrom('missing' as const, 'domestic-abuse' as const, 'neglect' as const), { minLength: 1 }),
      factors: fc.uniqueArray(fc.constantFrom(...FACTORS), { minLength: 1 }),
      flags: fc.uniqueArray(fc.constantFrom('domestic-abuse' as const, 'modern-slavery' as const), { minLength: 1 }),
    },
    { requiredKeys: ['types'] },
  );
  return fc.record({ concern, children: fc.array(child, { minLength: 1, maxLength: 4 }), narrative: fc.string({ minLength: 1 }).map((text) => `x${text.replaceAll(/\P{L}/gu, '')}`) })
    .map((parts) => Object.assign(structuredClone(REFERRAL), parts));
}
