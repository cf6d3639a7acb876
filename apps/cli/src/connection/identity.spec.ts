import { describe, expect, it } from '@jest/globals';

import type { SandboxIdentity } from '#libs/local-services';

import { agencyFor, identityFor } from './identity.js';

const demo: readonly SandboxIdentity[] = [
  { role: 'police', organisation: 'northshire-police', person: 'pc-2041' },
  { role: 'practitioner', organisation: 'northshire-csc', person: 'sw-0142' },
  { role: 'practitioner', organisation: 'northshire-icb', person: 'hv-0307' },
  { role: 'auditor', organisation: 'northshire-inspectorate', person: 'insp-0007' },
  { role: 'operator', organisation: 'northshire-exchange-team', person: 'ops-0031' },
  { role: 'operator', organisation: 'northshire-csc', person: 'ops-0100' },
];
const unnamed = { organisation: undefined, person: undefined };

describe('who a command acts as', () => {
  it('is the demo identity that fits, by default', () => {
    expect(identityFor('police', unnamed, demo)).toEqual({ organisation: 'northshire-police', person: 'pc-2041' });
    expect(identityFor('auditor', unnamed, demo)).toEqual({ organisation: 'northshire-inspectorate', person: 'insp-0007' });
  });

  it('is the named organisation, with the person of that organisation and of no other', () => {
    expect(identityFor('practitioner', { organisation: 'northshire-icb', person: undefined }, demo)).toEqual({ organisation: 'northshire-icb', person: 'hv-0307' });
    expect(identityFor('practitioner', { organisation: 'northshire-icb', person: 'hv-0999' }, demo)).toEqual({ organisation: 'northshire-icb', person: 'hv-0999' });
    expect(identityFor('practitioner', { organisation: 'southshire-csc', person: undefined }, demo)).toEqual({ organisation: 'southshire-csc', person: undefined });
  });

  it('is the operator of the exchange for its dead letters, and an agency\'s own operator for those of its node', () => {
    expect(identityFor('operator', unnamed, demo)).toEqual({ organisation: 'northshire-exchange-team', person: 'ops-0031' });
    expect(identityFor('operator', { organisation: 'northshire-csc', person: undefined }, demo)).toEqual({ organisation: 'northshire-csc', person: 'ops-0100' });
    expect(identityFor('auditor', { organisation: 'northshire-csc', person: undefined }, demo)).toEqual({ organisation: 'northshire-csc', person: 'sw-0142' });
  });

  it('is for the agency named, else the own one, else the first', () => {
    expect(agencyFor('northshire-icb', { organisation: 'northshire-csc', person: undefined }, ['a'])).toBe('northshire-icb');
    expect(agencyFor(undefined, { organisation: 'northshire-csc', person: undefined }, ['a'])).toBe('northshire-csc');
    expect(agencyFor(undefined, unnamed, ['a', 'b'])).toBe('a');
    expect(agencyFor(undefined, unnamed, [])).toBeUndefined();
  });
});
