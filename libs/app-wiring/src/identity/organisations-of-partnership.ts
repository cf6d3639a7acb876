import { Organisations, type OrganisationKind } from '#libs/access';
import type { Partnership } from '#libs/agreements';

type Lists = Pick<Partnership, 'forces' | 'agencies' | 'auditors' | 'operators'>;

const NONE: ReadonlySet<OrganisationKind> = new Set();

/** The organisations as the lists of the partnership file have them. */
export class OrganisationsOfPartnership extends Organisations {
  private readonly kinds: ReadonlyMap<string, ReadonlySet<OrganisationKind>>;

  /** @param ownAgency the agency whose node this is: a node serves its agency alone, so it knows no other organisation. */
  constructor({ forces, agencies, auditors, operators }: Lists, ownAgency?: string) {
    super();
    const listed = ([['force', forces], ['agency', agencies], ['auditor', auditors], ['operator', operators]] as const)
      .flatMap(([kind, list]) => list.map(({ id }) => [id, new Set<OrganisationKind>([kind])] as const));
    this.kinds = new Map(ownAgency === undefined ? listed : [[ownAgency, new Set<OrganisationKind>(['own-agency'])]]);
  }

  kindsOf(organisation: string): ReadonlySet<OrganisationKind> {
    return this.kinds.get(organisation) ?? NONE;
  }
}
