import type { Partnership } from '#libs/agreements';

/** The possible targets of a redirect: every agency of the partnership except the one that redirects. */
export class RedirectTargets {
  private readonly agencies: ReadonlySet<string>;

  constructor({ agencies }: Pick<Partnership, 'agencies'>, own: string) {
    this.agencies = new Set(agencies.map(({ id }) => id).filter((id) => id !== own));
  }

  /** The publisher decides whether an agreement lets that agency have this referral, because only the publisher knows the content. */
  includes(agency: string): boolean {
    return this.agencies.has(agency);
  }
}
