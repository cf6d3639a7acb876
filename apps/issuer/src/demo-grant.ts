import { errors, type AccessToken, type Provider } from 'oidc-provider';

import { DEMO_IDENTITY_GRANT } from '#libs/local-services';

import { accountIdOf, type Identities } from './identities.js';
import type { Resources } from './resources.js';

interface DemoParameters {
  readonly organisation?: string;
  readonly person?: string;
}

/** Repeats neither value, because each may be anything. */
function refusal(organisation: string, { organisations }: Identities): string {
  return organisations.includes(organisation)
    ? 'the person is no opaque staff reference, such as sw-0142'
    : `no demo identity is of this organisation; the organisations are ${organisations.join(', ')}`;
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
    // The class for this error has a fixed description, which names neither the cause nor the remedy.
    if (identity === undefined) throw new errors.CustomOIDCProviderError('invalid_grant', refusal(organisation, identities));
    if (typeof resource !== 'string') throw new errors.InvalidTarget('one resource is needed: the audience of an app');
    const server = resources.serverOf(resource);
    const token: AccessToken = new provider.AccessToken({ accountId: accountIdOf(identity), client, gty: DEMO_IDENTITY_GRANT, scope: server.scope } as never);
    token.resourceServer = new provider.ResourceServer(resource, server);
    const value = await token.save();
    ctx.body = { access_token: value, expires_in: token.expiration, scope: server.scope, token_type: 'Bearer' };
  }, ['organisation', 'person', 'resource']);
}
