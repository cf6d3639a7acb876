import { readFileSync } from 'node:fs';

import { parse, stringify } from 'yaml';

import { parsePartnership, type PartnershipSource } from '../reading/parse-partnership.js';
import { describeProblem } from '../reading/problem.js';

/** A small partnership in the form of its files, and changes to them. */
export const PARTNERSHIP = {
  id: 'smallshire',
  name: 'Smallshire Safeguarding Partnership',
  forces: [{ id: 'smallshire-police', name: 'Smallshire Police', code: '99' }],
  agencies: [
    { id: 'smallshire-csc', name: 'Smallshire children\'s social care', kind: 'childrens-social-care', areas: ['smallshire'] },
    { id: 'village-school', name: 'Village School', kind: 'school', urn: '100001' },
  ],
  auditors: [{ id: 'smallshire-inspectorate', name: 'Smallshire inspectorate' }],
  operators: [{ id: 'smallshire-exchange-team', name: 'Smallshire exchange team' }],
  agreements: ['hub.yaml'],
  clocks: 'clocks.yaml',
  calendars: ['hub-hours.yaml', 'terms.yaml'],
};

const NORTHSHIRE = 'infra/partnership/northshire';
export const CLOCKS = parse(readFileSync(`${NORTHSHIRE}/clocks/local-policy.yaml`, 'utf8')) as { limits: object[]; noHolder: object[]; workingDays: object[]; escalationChains: object[] };
export const HUB_HOURS = { ...(parse(readFileSync(`${NORTHSHIRE}/calendars/northshire-csc-hub-hours.yaml`, 'utf8')) as object), id: 'hub-hours/smallshire-csc' };
export const TERMS = { ...(parse(readFileSync(`${NORTHSHIRE}/calendars/hilltop-school-terms.yaml`, 'utf8')) as { versions: { periods: object[] }[] }), urn: '100001' };
export const AGREEMENT = {
  id: 'smallshire-hub',
  version: 1,
  title: 'Smallshire hub',
  status: 'in-force',
  effectiveFrom: '2026-01-01',
  reviewBy: '2027-01-01',
  dpiaReference: 'DPIA-1',
  parties: [
    { organisation: 'smallshire-police', controllerRole: 'independent-controller' },
    { organisation: 'smallshire-csc', controllerRole: 'joint-controller' },
  ],
  purposes: [{ id: 'child-protection', description: 'Protecting children' }],
  lawfulBasis: { police: 'Part 3', partners: { 'childrens-social-care': 'Article 6(1)(e)' } },
  retention: { days: 30 },
  routes: [{
    id: 'hub',
    when: { areas: ['smallshire'], concerns: ['neglect'], grades: ['red'], schools: ['100001'] },
    recipients: [{ agency: 'smallshire-csc', purpose: 'child-protection', expectation: 'acknowledge' }],
  }],
  redirects: [{ id: 'back', to: ['smallshire-csc'], when: { grades: ['red'] }, purpose: 'child-protection', expectation: 'acknowledge' }],
  views: [{ purpose: 'child-protection', agencyKind: 'childrens-social-care', fields: ['narrative', 'children.name'] }],
};

export type Place = readonly (string | number)[];

/** A copy with another value at a position, or without one. */
export function put<Value>(root: Value, place: Place, value: unknown): Value {
  const copy = structuredClone(root);
  let holder = copy as Record<string | number, unknown>;
  for (const step of place.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const last = place.at(-1) ?? '';
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** Without aliases, which the parser refuses: the tests name one object twice. */
export function yaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false });
}

export function files(partnership: unknown = PARTNERSHIP, agreement: unknown = AGREEMENT, local: { clocks?: unknown; hours?: unknown; terms?: unknown } = {}): PartnershipSource[] {
  const { clocks = CLOCKS, hours = HUB_HOURS, terms = TERMS } = local;
  const texts = { 'partnership.yaml': partnership, 'hub.yaml': agreement, 'clocks.yaml': clocks, 'hub-hours.yaml': hours, 'terms.yaml': terms };
  return Object.entries(texts).map(([name, value]) => ({ name, text: yaml(value) }));
}

/** `file path: message` of every problem. */
export function problemsOf(sources: readonly PartnershipSource[]): string[] {
  const parsed = parsePartnership(sources);
  return parsed.ok ? [] : parsed.error.map(({ line: _line, ...problem }) => describeProblem(problem));
}
