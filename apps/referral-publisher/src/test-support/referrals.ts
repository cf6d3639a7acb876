import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { GIVEN_IDS, REFERRAL_FIELDS, type SubmitReferralRequest } from '#libs/contracts';

const EXAMPLE = fileURLToPath(new URL('../../../../../docs/examples/referral.json', import.meta.url));

/** The referral of the guide: Rosa of Hilltop School, missing after domestic abuse at home, graded red in Northshire. */
export function exampleReferral(changes: Partial<SubmitReferralRequest> = {}): SubmitReferralRequest {
  return { ...(JSON.parse(readFileSync(EXAMPLE, 'utf8')) as SubmitReferralRequest), ...changes };
}

/**
 * The same referral with every field of the contract filled in. Each free text contains `canary`, so that a test sees every place
 * that such a text reaches.
 */
export function canaryReferral(): SubmitReferralRequest {
  const example = exampleReferral();
  return {
    ...example,
    caseReference: 'canary-case-4417',
    concern: { ...example.concern, types: ['domestic-abuse', 'missing', 'child-sexual-exploitation'], flags: ['domestic-abuse', 'registered-sex-offender-contact'] },
    children: [
      {
        name: { given: 'Canary-Rosa', family: 'Canary-Testcase', otherNames: 'Canary-Rosie' },
        dateOfBirth: '2012-03-14',
        sex: 'female',
        identifiers: { nhsNumber: '9111231114', upn: 'A950000178301', pncId: '2002/0073319Z' },
        address: { lines: ['12 Canary Street'], postcode: 'ZZ99 3VZ', uprn: '100023336956' },
        school: { name: 'Canary Hilltop School', urn: '142001' },
        selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N3' },
        perceivedEthnicity: { code: 'IC1' },
        whereSeen: 'custody',
        relationshipToIncident: 'canary-subject',
        missingEpisodes: [{
          missingSince: '2026-05-22T15:30:00Z',
          reportedAt: '2026-05-22T16:05:00Z',
          riskLevel: 'high',
          foundAt: '2026-05-22T23:05:00Z',
          informationFrom: 'canary-aunt',
          informationObtainedAt: '2026-05-22T15:55:00Z',
        }],
      },
      {
        name: { given: 'Canary-Brother', family: 'Canary-Testcase' },
        ageEstimateYears: 4,
        school: { name: 'Canary Nursery', urn: '142999' },
      },
    ],
    incident: { ...example.incident, reference: 'canary-incident-118823' },
    risk: { ...example.risk, gradedBy: 'canary-supervisor' },
    narrative: 'The canary narrative: what the officer saw.',
    referrer: { force: 'northshire-police', unit: 'Canary unit', officer: { reference: 'canary-2041', name: 'PC Canary-Officer' } },
  };
}

/** Every path of a body or a view that holds a value, as agreements name fields: `children.name.given`. Without the ids of the exchange, which no agreement names. */
export function leavesOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => leavesOf(item, path)))];
  if (typeof value !== 'object' || value === null) return [path];
  const leaves = Object.entries(value).flatMap(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
  const named = leaves.filter((leaf) => !GIVEN_IDS.has(leaf.slice(leaf.lastIndexOf('.') + 1)));
  return REFERRAL_FIELDS.filter((field) => named.includes(field)).concat(named.filter((leaf) => !REFERRAL_FIELDS.includes(leaf)));
}
