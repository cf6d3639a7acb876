import { failure, ID_PATTERN, success, type Outcome } from '#libs/kernel';

import { isStaffReference } from '../staff-reference.js';
import type { TokenFault, VerifiedToken } from './verified-token.js';

/** The names of the claims that issuers name differently. */
export interface ClaimNames {
  readonly organisation: string;
  readonly roles: string;
  readonly person: string;
}

const ORGANISATION_MAX_LENGTH = 64;
const MOST_ROLES = 50;
const ROLE = /^[a-z][a-z0-9_:.-]{0,63}$/;
/** Printable and without spaces, because it is written into records and logs. */
const CLIENT = /^[\x21-\x7e]{1,200}$/;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

type Claims = Readonly<Record<string, unknown>>;

/** Reads the claims of a token whose signature, issuer, audience and times were checked. */
export function readClaims(claims: Claims, names: ClaimNames): Outcome<VerifiedToken, TokenFault> {
  const { [names.organisation]: organisation, [names.roles]: roles = [], client_id: client, sub, exp, jti } = claims;
  const named = isOrganisation(organisation) && isRoles(roles) && isClient(client) && typeof sub === 'string' && typeof exp === 'number';
  if (!named || typeof jti !== 'string' || jti === '') return failure('IDN-006');
  const binding = readBinding(claims['cnf']);
  if (!binding.ok) return binding;
  const token = {
    organisation, client, roles, expiresAt: exp * 1_000, ...(binding.value !== undefined && { boundTo: binding.value }),
  };
  // RFC 9068, section 2.2: the subject of a token that a client got for itself is the client.
  if (sub === client) return success(token);
  const person = claims[names.person];
  return isStaffReference(person) ? success({ ...token, person }) : failure('IDN-006');
}

/** A binding of an unknown kind is a fault, because the token of a thief would otherwise count as unbound. */
function readBinding(confirmation: unknown): Outcome<string | undefined, TokenFault> {
  if (confirmation === undefined) return success(undefined);
  const thumbprint: unknown = typeof confirmation === 'object' && confirmation !== null ? Reflect.get(confirmation, 'jkt') : undefined;
  return typeof thumbprint === 'string' && THUMBPRINT.test(thumbprint) ? success(thumbprint) : failure('IDN-007');
}

function isOrganisation(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ORGANISATION_MAX_LENGTH && ID_PATTERN.test(value);
}

function isClient(value: unknown): value is string {
  return typeof value === 'string' && CLIENT.test(value);
}

function isRoles(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MOST_ROLES && value.every((role) => typeof role === 'string' && ROLE.test(role));
}
