import type { ClientMetadata } from 'oidc-provider';

import { COMMAND_LINE_CLIENT } from '#libs/contracts';
import { DEMO_IDENTITY_GRANT } from '#libs/local-services';

import type { Identities } from './identities.js';
import { ALGORITHM, publicPart, type KeyStore } from './key-store.js';

/** The clients that this issuer knows, and the organisation of each system among them. */
export interface Clients {
  readonly metadata: readonly ClientMetadata[];
  readonly organisationOf: ReadonlyMap<string, string>;
}

/** The command line of people, and one system of each organisation, whose key is in the store. */
export async function makeClients(identities: Identities, keys: KeyStore): Promise<Clients> {
  const systems = identities.organisations.map((organisation) => ({ organisation, clientId: systemOf(organisation, identities) }));
  const metadata = await Promise.all(systems.map(async ({ clientId }) => system(clientId, await keys.clientKey(clientId))));
  return { metadata: [commandLine, ...metadata], organisationOf: new Map(systems.map(({ organisation, clientId }) => [clientId, organisation])) };
}

/** `northshire-police-records`, as the partnership file names it; `northshire-csc-system`. */
function systemOf(organisation: string, identities: Identities): string {
  const isForce = identities.all.some((each) => each.organisation === organisation && each.role === 'police');
  return `${organisation}-${isForce ? 'records' : 'system'}`;
}

/** Public, because a program on the machine of a person can keep no secret. `native` lets its redirect have any port of the loopback (RFC 8252). */
const commandLine: ClientMetadata = {
  client_id: COMMAND_LINE_CLIENT,
  client_name: 'the command line of the exchange',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', DEMO_IDENTITY_GRANT],
  response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
  id_token_signed_response_alg: ALGORITHM,
};

function system(clientId: string, key: Parameters<typeof publicPart>[0]): ClientMetadata {
  return {
    client_id: clientId,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: ALGORITHM,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: ALGORITHM,
    jwks: { keys: [publicPart(key)] },
  };
}
