import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../caller.js';
import { PERMISSIONS } from './actions.js';
import { refusalOf } from './decide.js';
import type { OrganisationKind } from './permission.js';

const socialWorker: Caller = { organisation: 'northshire-csc', person: 'sw-0142', client: 'exchange-cli', roles: ['practitioner'] };
const records: Caller = { organisation: 'northshire-csc', client: 'csc-records', roles: ['system'] };

function kinds(...of: readonly OrganisationKind[]): ReadonlySet<OrganisationKind> {
  return new Set(of);
}

describe('a row of the table', () => {
  const opening = PERMISSIONS['inbox.open'];

  it('lets a social worker open a referral at the node of her agency, and at no other', () => {
    expect(refusalOf(opening, socialWorker, kinds('own-agency'))).toBeUndefined();
    expect(refusalOf(opening, socialWorker, kinds('agency'))).toBe('GEN-003');
    expect(refusalOf(opening, socialWorker, kinds())).toBe('GEN-003');
  });

  it('needs a role beside the kind, and no kind makes up for another one\'s role', () => {
    expect(refusalOf(opening, { ...socialWorker, roles: ['auditor', 'operator'] }, kinds('own-agency'))).toBe('IDN-013');
    expect(refusalOf(PERMISSIONS['audit.search-events'], { ...socialWorker, roles: ['auditor'] }, kinds('agency'))).toBe('IDN-013');
    expect(refusalOf(PERMISSIONS['audit.search-events'], { ...socialWorker, roles: ['auditor'] }, kinds('agency', 'auditor'))).toBeUndefined();
  });

  it('lets a system in where it names a person, with the roles of the system', () => {
    expect(refusalOf(opening, records, kinds('own-agency'))).toBe('GEN-008');
    expect(refusalOf(opening, { ...records, person: 'sw-0142', assertedBy: 'csc-records' }, kinds('own-agency'))).toBeUndefined();
    expect(refusalOf(opening, { ...records, roles: [], person: 'sw-0142', assertedBy: 'csc-records' }, kinds('own-agency'))).toBe('IDN-013');
    expect(refusalOf(PERMISSIONS['inbox.count'], records, kinds('own-agency'))).toBeUndefined();
  });

  it('does not take a person for a system', () => {
    expect(refusalOf(PERMISSIONS['inbox.count'], { ...socialWorker, roles: ['system'] }, kinds('own-agency'))).toBe('IDN-013');
  });
});
