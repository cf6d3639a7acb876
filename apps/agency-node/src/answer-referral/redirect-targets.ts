import type { Partnership } from '#libs/agreements';

/** Who a referral can be redirected to: every agency of the partnership but the one that redirects. */
export class RedirectTargets {
  private readonly agencies: ReadonlySet<string>;

  constructor({ agencies }: Pick<Partnership, 'agencies'>, own: string) {
    this.agencies = new Set(agencies.map(({ id }) => id).filter((id) => id !== own));
  }

  /** Whether an agreement lets that agency have this referral is the publisher's to say: only it knows the content. */
  includes(agency: string): boolean {
    return this.agencies.has(agency);
  }
}
