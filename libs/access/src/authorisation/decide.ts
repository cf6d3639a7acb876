import type { ProblemCode } from '#libs/contracts';

import type { Caller } from '../caller.js';
import type { OrganisationKind, Permission, Role } from './permission.js';

/**
 * Whether a caller may do what a row of the table permits.
 *
 * @param kinds of the caller's organisation, as the app that answers knows them.
 * @returns the problem of the refusal; undefined where the caller may.
 */
export function refusalOf({ allowed, caller: needs, refusal }: Permission, caller: Caller, kinds: ReadonlySet<OrganisationKind>): ProblemCode | undefined {
  const roles = [...kinds].flatMap((kind) => (allowed[kind] === undefined ? [] : [allowed[kind]]));
  if (roles.length === 0) return refusal;
  if (!roles.flat().some((role) => holds(caller, role))) return 'IDN-013';
  return needs === 'person' && caller.person === undefined ? 'GEN-008' : undefined;
}

/** A person does not become a system by a role, because a system's rights include none that a person vouches for. */
function holds({ person, assertedBy, roles }: Caller, role: Role): boolean {
  const isSystem = person === undefined || assertedBy !== undefined;
  return roles.includes(role) && (role !== 'system' || isSystem);
}
