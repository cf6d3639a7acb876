import type { Expectation } from '#libs/contracts';

import { DEFAULT_INCIDENT_REFERRAL, type Agency, type Agreement, type Condition, type Partnership, type Route, type View } from '../model/partnership.js';

const NORTH_CSC = agency({ id: 'north-csc', kind: 'childrens-social-care', areas: ['north'] });
const SOUTH_CSC = agency({ id: 'south-csc', kind: 'childrens-social-care', areas: ['south'] });
const VILLAGE_SCHOOL = agency({ id: 'village-school', kind: 'school', urn: '142001', formerUrns: ['121669'] });

function agency(parts: Pick<Agency, 'id' | 'kind'> & Partial<Agency>): Agency {
  return { name: parts.id, areas: [], urn: null, escalation: {}, hubHours: null, ...parts };
}

export function view(parts: Pick<View, 'recipient' | 'fields'> & Partial<View>): View {
  return { purpose: 'protection', mask: [], ...parts };
}

/** An agreement in force between the police, two hubs and a school, under which each hub decides about its own area. */
export function agreement(parts: Partial<Agreement> = {}): Agreement {
  return {
    id: 'hub',
    version: 1,
    title: 'Hub',
    status: 'in-force',
    effectiveFrom: '2026-01-01',
    reviewBy: '2027-01-01',
    dpiaReference: 'DPIA-1',
    parties: ['police', 'north-csc', 'south-csc', 'village-school'].map((organisation) => ({ organisation, controllerRole: 'independent-controller' })),
    purposes: [{ id: 'protection', description: 'Protecting children' }, { id: 'notice', description: 'Telling the school' }],
    lawfulBasis: { police: 'Part 3', partners: { 'childrens-social-care': 'Article 6', school: 'Article 9' } },
    retentionDays: 30,
    routes: [route('north', { areas: ['north'] }, 'north-csc'), route('south', { areas: ['south'] }, 'south-csc')],
    redirects: [],
    views: [
      view({ recipient: { agencyKind: 'childrens-social-care' }, fields: ['caseReference', 'children.name.given', 'children.address.postcode', 'narrative'] }),
      view({ recipient: { agencyKind: 'school' }, fields: ['caseReference', 'children.name.given'] }),
    ],
    ...parts,
  };
}

export function route(id: string, when: Condition, agencyId: string, expectation: Expectation = 'acknowledge-and-decide'): Route {
  return { id, when, recipients: [{ agency: agencyId, purpose: 'protection', expectation, children: 'all' }] };
}

export function partnership(...agreements: readonly Agreement[]): Partnership {
  return {
    id: 'small',
    name: 'Small',
    forces: [{ id: 'police', name: 'Police', code: '99' }],
    agencies: [NORTH_CSC, SOUTH_CSC, VILLAGE_SCHOOL],
    auditors: [{ id: 'inspectorate', name: 'Inspectorate' }],
    operators: [{ id: 'exchange-team', name: 'Exchange team' }],
    notShared: { grades: ['blue'] },
    incidentReferral: DEFAULT_INCIDENT_REFERRAL,
    agreements,
    actionPlans: [],
    localPolicy: { limits: [], noHolder: [], cutOffs: [], chains: [], hubHours: [], schoolTerms: [{ id: 'school-terms/142001', versions: [] }] },
  };
}
