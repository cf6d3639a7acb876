import type { Child } from './child.js';
import type { ReferralContent } from './referral-content.js';
import type { SubmitReferralRequest } from './submit-referral.js';

// All people, places and numbers are fictional.

const amara: Child = {
  name: { given: 'Amara', family: 'Example', otherNames: 'Mara' },
  dateOfBirth: '2012-02-29',
  sex: 'female',
  identifiers: { nhsNumber: '9111231114', upn: 'A950000178301', pncId: '2002/0073319Z' },
  address: { lines: ['14 Larch Row', 'Northshire'], postcode: 'ZZ99 3VZ', uprn: '100023336956' },
  school: { name: 'Hilltop School', urn: '100001' },
  selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N3' },
  perceivedEthnicity: { code: 'IC3' },
  relationshipToIncident: 'present',
};

const theo: Child = {
  name: { given: 'Theo', family: 'Example' },
  ageEstimateYears: 4,
  sex: 'not-known',
  relationshipToIncident: 'household-member',
};

/** A domestic abuse incident with two children in the home; every optional field is filled in for one of them. */
export const DOMESTIC_ABUSE_REFERRAL: SubmitReferralRequest = {
  caseReference: 'NSP/2026/004711',
  area: 'northshire',
  concern: { types: ['domestic-abuse', 'emotional-abuse'], harm: 'EMO', factors: ['17A'], flags: ['domestic-abuse'] },
  children: [amara, theo],
  incident: {
    reference: 'INC-20260524-0391',
    occurredAt: '2026-05-24T21:40:00+01:00',
    reportedAt: '2026-05-24T21:52:00+01:00',
    assessedAt: '2026-05-24T23:15:00+01:00',
  },
  risk: { grade: 'amber', gradedAt: '2026-05-24T21:58:00+01:00', gradedBy: 'contact-centre-17' },
  narrative: 'Called to an argument between two adults.\nBoth children were in the house; the older one had called us.',
  referrer: { force: 'northshire-police', unit: 'RESPONSE-2', officer: { reference: 'np-2231', name: 'PC Example' } },
  lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
  marking: 'OFFICIAL-SENSITIVE',
};

/** A child missing on the evening before a bank holiday weekend. */
export const MISSING_CHILD_REFERRAL: SubmitReferralRequest = {
  caseReference: 'NSP/2026/004650',
  area: 'northshire',
  concern: { types: ['missing', 'child-criminal-exploitation'], factors: ['12A', '24A'] },
  children: [{
    name: { given: 'Rowan', family: 'Sample' },
    dateOfBirth: '2010-09-14',
    sex: 'male',
    selfDefinedEthnicity: { code: 'W3' },
    perceivedEthnicity: { code: 'IC1' },
    relationshipToIncident: 'subject',
    missingEpisodes: [{
      missingSince: '2026-05-22T16:30:00+01:00',
      reportedAt: '2026-05-22T17:20:00+01:00',
      riskLevel: 'high',
      foundAt: '2026-05-23T03:10:00+01:00',
      informationFrom: 'Placement',
      informationObtainedAt: '2026-05-22T17:05:00+01:00',
    }],
  }],
  incident: {
    reference: 'INC-20260522-0112',
    occurredAt: '2026-05-22T16:30:00+01:00',
    reportedAt: '2026-05-22T17:20:00+01:00',
  },
  risk: { grade: 'red', gradedAt: '2026-05-22T17:35:00+01:00', gradedBy: 'contact-centre-04' },
  narrative: 'Did not return to his placement after school. Believed to be with older people known for drug supply.',
  referrer: { force: 'northshire-police', unit: 'MISSING-1', officer: { reference: 'np-0417' } },
  lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
  marking: 'OFFICIAL-SENSITIVE',
};

/** Ids as the exchange gives them. */
export const EXAMPLE_IDS = {
  child: '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11', sibling: '0b9e6d18-7c43-4f2a-a1d0-5e3f8c27914d', episode: 'c4a1b0de-52f7-4c39-8e0a-91f6d2b7430c',
} as const;

/** {@link MISSING_CHILD_REFERRAL} as it is stored. */
export const STORED_MISSING_CHILD: ReferralContent = {
  ...MISSING_CHILD_REFERRAL,
  children: MISSING_CHILD_REFERRAL.children.map(({ missingEpisodes = [], ...child }) => ({
    childId: EXAMPLE_IDS.child, ...child, missingEpisodes: missingEpisodes.map((episode) => ({ episodeId: EXAMPLE_IDS.episode, ...episode })),
  })),
};
