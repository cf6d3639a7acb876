import { interactionPolicy, Provider, type Configuration } from 'oidc-provider';

import type { Role } from '#libs/access';
import { COMMAND_LINE_CLIENT, TOKEN_SCOPE } from '#libs/contracts';
import type { DemoRole } from '#libs/local-services';

import { makeClients } from './clients.js';
import { registerDemoGrant } from './demo-grant.js';
import type { Identities } from './identities.js';
import { ALGORITHM, type KeyStore } from './key-store.js';
import { errorPage } from './page.js';
import { Resources } from './resources.js';
import { inMemory } from './store.js';

export interface IssuerOptions {
  /** As tokens name it. */
  readonly url: string;
  readonly identities: Identities;
  readonly keys: KeyStore;
  readonly tokenSeconds: number;
}

/** The role in a token, which the table of actions goes by. Officers of a force and staff of an agency have one role, and their organisations differ. */
const ROLE_OF: Readonly<Record<DemoRole, Role>> = { police: 'practitioner', practitioner: 'practitioner', auditor: 'auditor', operator: 'operator' };

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** An OAuth 2 issuer for development: every demo identity, without a password. */
export async function makeProvider({ url, identities, keys, tokenSeconds }: IssuerOptions): Promise<Provider> {
  const clients = await makeClients(identities, keys);
  const resources = new Resources(identities, tokenSeconds);
  const configuration: Configuration = {
    adapter: inMemory(),
    clients: [...clients.metadata],
    jwks: { keys: [await keys.signingKey()] as never },
    cookies: { keys: [keys.cookieSecret()] },
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    scopes: [TOKEN_SCOPE],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clockTolerance: MINUTE,
    clientBasedCORS: () => false,
    ttl: {
      AccessToken: tokenSeconds, ClientCredentials: tokenSeconds, AuthorizationCode: MINUTE, IdToken: tokenSeconds, Interaction: 10 * MINUTE,
      Session: HOUR, Grant: 12 * HOUR, RefreshToken: 12 * HOUR,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => resources.serverOf(resource),
        defaultResource: (_, __, oneOf) => oneOf ?? [],
        useGrantedResource: () => false,
      },
    },
    interactions: { policy: loginOnly(), url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: (_, client) => client.clientId === COMMAND_LINE_CLIENT,
    findAccount: (_, accountId) => {
      const found = identities.withAccountId(accountId);
      return found && { accountId, claims: () => ({ sub: accountId }) };
    },
    // Choosing an identity on the page is the consent.
    loadExistingGrant: async (ctx) => {
      const { client, session, resourceServers } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      for (const [resource, { scope }] of Object.entries(resourceServers ?? {})) grant.addResourceScope(resource, scope);
      await grant.save();
      return grant;
    },
    extraTokenClaims: (_, token) => {
      const person = 'accountId' in token && typeof token.accountId === 'string' ? identities.withAccountId(token.accountId) : undefined;
      if (person !== undefined) return { organisation: person.organisation, roles: [ROLE_OF[person.role]] };
      return { organisation: clients.organisationOf.get(token.clientId ?? ''), roles: ['system'] };
    },
    formats: {
      customizers: {
        // An account has its organisation in its id, and a token has it in a claim of its own.
        jwt: (_, token, { payload }) => {
          const person = 'accountId' in token && typeof token.accountId === 'string' ? identities.withAccountId(token.accountId) : undefined;
          if (person !== undefined) payload['sub'] = person.person;
        },
      },
    },
    renderError: (ctx, { error, error_description: description }) => {
      const { body, headers } = errorPage(description ?? error);
      ctx.set(headers);
      ctx.body = body;
    },
  };
  const provider = new Provider(url, configuration);
  registerDemoGrant(provider, identities, resources);
  return provider;
}

/** The page is shown at each login, because a person at a demonstration acts as several. */
function loginOnly(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy.remove('consent');
  policy.get('login')?.checks.add(new Check('choice', 'a demo identity is chosen at each login', (ctx) => {
    return ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  }));
  return policy;
}

