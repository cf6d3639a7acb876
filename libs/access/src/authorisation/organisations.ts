import type { OrganisationKind } from './permission.js';

/** The port through which an app knows the organisations of its partnership. It is asked at each request, so it answers from memory. */
export abstract class Organisations {
  /** Empty for an organisation that this app does not know. */
  abstract kindsOf(organisation: string): ReadonlySet<OrganisationKind>;
}
