import { errors, type AccessToken, type Provider } from 'oidc-provider';

import { DEMO_IDENTITY_GRANT } from '#libs/local-services';

import { accountIdOf, type Identities } from './identities.js';
import type { Resources } from './resources.js';

interface DemoParameters {
  readonly organisation?: string;
  readonly person?: string;
}

/**
 * Gives the command line a token of a demo identity without a page, for scripts and for long commands in a sandbox. The client's registration
 * decides who may use it: only the command line. No other issuer knows it.
 */
export function registerDemoGrant(provider: Provider, identities: Identities, resources: Resources): void {
  provider.registerGrantType<DemoParameters>(DEMO_IDENTITY_GRANT, async (ctx) => {
    const { client, params: { organisation = '', person = '', resource } } = ctx.oidc;
    // The proof is not checked here. A token that looked bound to a key and was not would be worse than a refusal.
    if (ctx.get('DPoP') !== '') throw new errors.InvalidRequest('this grant gives bearer tokens only, so it takes no DPoP proof');
    const identity = identities.find(organisation, person);
    if (identity === undefined) throw new errors.InvalidGrant('the organisation has no demo identity, or the person is no opaque staff reference');
    if (typeof resource !== 'string') throw new errors.InvalidTarget('one resource is needed: the audience of an app');
    const server = resources.serverOf(resource);
    const token: AccessToken = new provider.AccessToken({ accountId: accountIdOf(identity), client, gty: DEMO_IDENTITY_GRANT, scope: server.scope } as never);
    token.resourceServer = new provider.ResourceServer(resource, server);
    const value = await token.save();
    ctx.body = { access_token: value, expires_in: token.expiration, scope: server.scope, token_type: 'Bearer' };
  }, ['organisation', 'person', 'resource']);
}
