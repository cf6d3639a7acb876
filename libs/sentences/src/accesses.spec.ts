import { describe, expect, it } from '@jest/globals';

import { accessSentence, type AccessFacts } from './accesses.js';

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const worker = { organisation: 'northshire-csc', person: 'sw-0142', client: 'exchange-cli' } as const;

describe('a record of access as a sentence', () => {
  it.each<[string, AccessFacts, string, string]>([
    ['content', { ...worker, action: 'inbox.open', outcome: 'granted', reason: 'safeguarding', referralIds: [REFERRAL] }, 'northshire-csc (sw-0142)', `opened the content of ${REFERRAL}, for safeguarding`],
    ['a named person', { ...worker, assertedBy: 'northshire-case-management', action: 'inbox.open', outcome: 'granted', referralIds: [REFERRAL] }, 'northshire-csc (sw-0142, named by northshire-case-management)', `opened the content of ${REFERRAL}`],
    ['a system', { organisation: 'northshire-police', client: 'northshire-records', action: 'referral.read-status', outcome: 'granted', reason: 'subject-access-request', referralIds: [REFERRAL] }, 'northshire-police (system northshire-records)', `read the status of ${REFERRAL}, for subject access request`],
    ['a search', { organisation: 'northshire-inspectorate', person: 'insp-0007', client: 'desk', action: 'audit.search-events', outcome: 'granted', reason: 'oversight', rows: 1, referralIds: [REFERRAL], filters: [{ name: 'agency', value: 'hilltop-school' }, { name: 'caseReference' }, { name: 'limit', value: '50' }] }, 'northshire-inspectorate (insp-0007)', 'searched the event log by agency hilltop-school, caseReference: 1 row, for oversight'],
    ['a denial', { ...worker, action: 'inbox.accept', outcome: 'denied', problem: 'ACK-001', status: 404, referralIds: [REFERRAL] }, 'northshire-csc (sw-0142)', `was denied: accept the referral of ${REFERRAL} (ACK-001)`],
    ['an action of a later version', { ...worker, action: 'photo.look-at', outcome: 'granted' }, 'northshire-csc (sw-0142)', 'did "photo.look at"'],
  ])('tells of %s', (_, access, who, what) => {
    expect(accessSentence(access)).toEqual({ who, what });
  });
});
