import { errors, type ResourceServer } from 'oidc-provider';

import { APPS, audienceOf, TOKEN_SCOPE } from '#libs/contracts';

import type { Identities } from './identities.js';
import { ALGORITHM } from './key-store.js';

/** The apps that a token can be for: each app, and each agency's node by itself. */
export class Resources {
  private readonly audiences: ReadonlySet<string>;

  constructor(identities: Identities, private readonly tokenSeconds: number) {
    this.audiences = new Set(APPS.flatMap(({ id, isPerAgency }) => (isPerAgency ? identities.agencies.map((agency) => audienceOf(id, agency)) : [audienceOf(id)])));
  }

  /** @throws errors.InvalidTarget for any other resource, so that no token has an audience by a typing mistake. */
  serverOf(resource: string): ResourceServer & { readonly scope: string } {
    if (!this.audiences.has(resource)) throw new errors.InvalidTarget('the resource is not the audience of an app of this exchange');
    return { scope: TOKEN_SCOPE, audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: this.tokenSeconds, jwt: { sign: { alg: ALGORITHM } } };
  }
}
