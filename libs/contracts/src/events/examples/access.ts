import type { AccessRecorded } from '../access.js';
import type { InvalidExample } from '../event-contract.js';

const read: AccessRecorded = {
  accessId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0e01', at: '2026-05-22T18:04:11.207Z', app: 'agency-node', node: 'northshire-csc', action: 'inbox.open', kind: 'content', outcome: 'granted', status: 200,
  organisation: 'northshire-csc', person: 'sw-0142', client: 'northshire-case-management', assertedBy: 'northshire-case-management', reason: 'safeguarding',
  referralIds: ['019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01'], correlationId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c01',
};
const search: AccessRecorded = {
  accessId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0e02', at: '2026-05-23T09:00:00.000Z', app: 'audit-portal', action: 'audit.search-events', kind: 'audit', outcome: 'granted', status: 200,
  organisation: 'northshire-inspectorate', person: 'insp-0007', client: 'inspectorate-desk', reason: 'oversight', filters: [{ name: 'agency', value: 'northshire-csc' }, { name: 'caseReference' }], rows: 12,
  correlationId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c02',
};
const denied: AccessRecorded = {
  accessId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0e03', at: '2026-05-23T09:01:00.000Z', app: 'referral-publisher', action: 'referral.read-status', kind: 'content', outcome: 'denied', status: 404, problem: 'GEN-003',
  organisation: 'eastshire-police', person: 'pc-3301', client: 'eastshire-records', referralIds: ['019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01'], correlationId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c03',
};

export const valid: Readonly<Record<string, AccessRecorded>> = { 'content-opened': read, 'audit-searched': search, denied };

export const invalid: Readonly<Record<string, InvalidExample>> = {
  'without-an-organisation': { pointer: '/organisation', code: 'required', data: { ...read, organisation: undefined } },
  'a-sentence-as-reason': { pointer: '/reason', code: 'code', data: { ...read, reason: 'The mother asked for it.' } },
  'a-reference-with-spaces-as-value': { pointer: '/filters/0/value', code: 'pattern', data: { ...search, filters: [{ name: 'caseReference', value: 'NSP 4711' }] } },
};
