import { assertionOf } from '#libs/access';
import type { DisclosedBy } from '#libs/contracts';

/** The exchange itself, where it links an incident with a referral by their references. */
export const DISCLOSED_BY_EXCHANGE: DisclosedBy = { kind: 'system', reference: 'referral-publisher' };

/** Who makes a disclosure by a request: the person that the caller names; without one, a system of the organisation. */
export function disclosedBy(caller: { readonly organisation: string; readonly person?: string | undefined; readonly assertedBy?: string | undefined }): DisclosedBy {
  const { organisation, person } = caller;
  return person === undefined ? { kind: 'system', reference: organisation } : { kind: 'person', reference: person, ...assertionOf(caller) };
}
