import { audienceOf, type AppId } from '#libs/contracts';
import { TestIssuer, type TokenCaller } from '#libs/testing';

import { AGENCY } from './apps-under-test.js';

interface MatrixCaller extends Omit<TokenCaller, 'audience'> {
  /** The person whom a system names. */
  readonly asserts?: string;
}

const FORCE = 'northshire-police';
const EVERY_ROLE = ['practitioner', 'supervisor', 'system', 'auditor', 'operator', 'admin'];

/** The callers of the matrix, by the letter of their column. The first line of the matrix says in words who each is. */
export const CALLERS: Readonly<Record<string, MatrixCaller | undefined>> = {
  A: { organisation: FORCE, person: 'pc-2041', roles: ['practitioner'] },
  B: { organisation: FORCE, roles: ['system'] },
  C: { organisation: FORCE, roles: ['system'], asserts: 'pc-2041' },
  D: { organisation: 'southshire-police', person: 'pc-3001', roles: ['practitioner'] },
  E: { organisation: FORCE, person: 'pc-2041', roles: [] },
  F: { organisation: FORCE, person: 'pc-2041', roles: ['system', 'auditor', 'operator'] },
  G: { organisation: AGENCY, person: 'sw-0142', roles: ['practitioner'] },
  H: { organisation: AGENCY, roles: ['system'] },
  I: { organisation: AGENCY, roles: ['system'], asserts: 'sw-0142' },
  J: { organisation: AGENCY, person: 'ops-0100', roles: ['operator'] },
  K: { organisation: 'northmoor-csc', person: 'sw-0142', roles: ['practitioner'] },
  L: { organisation: 'northmoor-csc', person: 'ops-0100', roles: ['operator'] },
  M: { organisation: 'northshire-inspectorate', person: 'insp-0007', roles: ['auditor'] },
  N: { organisation: 'northshire-inspectorate', person: 'insp-0007', roles: ['practitioner', 'operator'] },
  O: { organisation: 'northshire-exchange-team', person: 'ops-0031', roles: ['operator'] },
  P: { organisation: 'northshire-exchange-team', person: 'ops-0031', roles: ['practitioner', 'auditor'] },
  Q: { organisation: 'no-such-council', person: 'sw-0142', roles: EVERY_ROLE },
  R: undefined,
};

/** The headers of a caller at an app; none for the one without a token. */
export function headersOf(column: string, app: AppId): Readonly<Record<string, string>> {
  const caller = CALLERS[column];
  if (caller === undefined) return {};
  const { asserts, ...named } = caller;
  const audience = app === 'node' ? audienceOf(app, AGENCY) : audienceOf(app);
  return { authorization: `Bearer ${TestIssuer.shared().token({ ...named, audience })}`, ...(asserts !== undefined && { 'exchange-person': asserts }) };
}
