import { appNamed, audienceOf, type AppName } from '#libs/contracts';
import { failure, success } from '#libs/kernel';

import { parseDuration } from '../duration.js';
import { choice, derived, httpUrl, list, optional, path, text, type Setting } from '../setting.js';
import { mode } from './mode.js';

/** Only signatures with a public key: a server that verifies tokens must not be able to make them. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] as const;

const issuerUrl = httpUrl('TOKEN_ISSUER', {
  description: 'The issuer of access tokens, exactly as the claim iss has it.',
  example: 'https://issuer.example',
});

/** Kept as it is written, because the claim `iss` is compared character by character. */
const tokenIssuer = protectedUrl({
  ...issuerUrl,
  expected: 'the https URL of the issuer of access tokens (http only on 127.0.0.1 or localhost, or unless EXCHANGE_MODE is production)',
  parse: (value, earlier) => (issuerUrl.parse(value, earlier).ok ? success(value) : failure('invalid' as const)),
});

const keysUrl = httpUrl('TOKEN_KEYS_URL', {
  description: "Where the issuer's key set is (JWKS). Without it and without TOKEN_KEYS_FILE, the issuer's metadata names the place.",
});

/** Keys that come over an unprotected connection prove nothing, because anyone on the way can replace them. */
function protectedUrl(setting: Setting<string>): Setting<string> {
  return {
    ...setting,
    parse: (value, earlier) => {
      const read = setting.parse(value, earlier);
      return read.ok && !isProtected(read.value, earlier) ? failure('invalid' as const) : read;
    },
  };
}

function isProtected(value: string, earlier: Readonly<Record<string, unknown>>): boolean {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) || earlier['exchangeMode'] !== 'production';
}

const senderConstrained = choice('TOKEN_SENDER_CONSTRAINED', ['required', 'optional'], {
  default: 'required',
  description: 'Whether a token counts only with a proof of the key that it is bound to (DPoP). Only a sandbox or a test may set optional.',
});

const algorithms = list(
  'TOKEN_ALGORITHMS',
  { item: new RegExp(`^(?:${ALGORITHMS.join('|')})$`), expected: `some of ${ALGORITHMS.join(', ')}, separated by commas` },
  { description: 'Signature algorithms that a token and a proof may have.', example: 'ES256' },
);

const keptFor: Setting<number> = {
  ...derived(
    text('TOKEN_KEYS_KEPT_FOR', { pattern: /./, expected: 'an ISO 8601 duration above zero such as PT24H' }, {
      description: 'How long known keys count while the issuer cannot be reached. After that, apps answer 503.',
    }) as unknown as Setting<number>,
    'PT24H',
    () => 24 * 3_600_000,
  ),
  parse: (value) => {
    const read = parseDuration(value);
    return read.ok && read.value > 0 ? read : failure('invalid' as const);
  },
};

/**
 * How an app knows its callers. The settings of a node come after its `agencyId`, because its audience names the agency.
 */
export function tokenSettings(app: AppName) {
  const { id, isPerAgency } = appNamed(app);
  return {
    exchangeMode: mode,
    tokenIssuer,
    tokenAudience: derived(
      text('TOKEN_AUDIENCE', { pattern: /^[\x21-\x7e]{1,200}$/, expected: 'the audience that tokens for this app have, without spaces' }, {
        description: 'The audience (aud) of tokens for this app.', example: 'urn:safeguarding-exchange:publisher',
      }),
      isPerAgency ? audienceOf(id as 'node', '<AGENCY_ID>') : audienceOf(id as 'publisher'),
      ({ agencyId }) => audienceOf(id as 'node', isPerAgency ? String(agencyId) : undefined),
    ),
    tokenKeysFile: optional(path('TOKEN_KEYS_FILE', { description: "A file with the issuer's key set (JWKS). It is read again when it changes." })),
    tokenKeysUrl: onlyWithoutFile(optional(protectedUrl({ ...keysUrl, expected: 'an https URL (http only where TOKEN_ISSUER may be), and unset where TOKEN_KEYS_FILE is set' }))),
    tokenAlgorithms: derived(algorithms, 'ES256,EdDSA,PS256', () => ['ES256', 'EdDSA', 'PS256'] as readonly string[]),
    tokenOrganisationClaim: claimName('TOKEN_ORGANISATION_CLAIM', 'organisation', "the caller's organisation, by its id in the partnership"),
    tokenRolesClaim: claimName('TOKEN_ROLES_CLAIM', 'roles', "the caller's roles"),
    tokenPersonClaim: claimName('TOKEN_PERSON_CLAIM', 'sub', "a person's opaque staff reference"),
    tokenKeysKeptForMs: keptFor,
    tokenSenderConstrained: { ...senderConstrained, parse: onlyRequiredInProduction, explain: inProduction },
    publicUrl: optional(httpUrl('PUBLIC_URL', {
      description: 'The address by which callers know this app, where a gateway answers for it. Proofs of possession name it. Without it, the header Host counts.',
    })),
  };
}

type Schema = ReturnType<typeof tokenSettings>;
/** The values of {@link tokenSettings}. */
export type TokenSettings = { readonly [Key in keyof Schema]: Schema[Key] extends Setting<infer Value> ? Value : never };

const onlyRequiredInProduction: (typeof senderConstrained)['parse'] = (value, earlier) => {
  const read = senderConstrained.parse(value, earlier);
  return read.ok && read.value === 'optional' && earlier['exchangeMode'] === 'production' ? failure('invalid') : read;
};

function inProduction(value: string, earlier: Readonly<Record<string, unknown>>): string {
  return value === 'optional' && earlier['exchangeMode'] === 'production'
    ? 'TOKEN_SENDER_CONSTRAINED is optional, which production refuses, because a stolen token would then be enough: unset it.'
    : 'TOKEN_SENDER_CONSTRAINED must be one of required, optional.';
}

function onlyWithoutFile(setting: Setting<string | undefined>): Setting<string | undefined> {
  return { ...setting, parse: (value, earlier) => (earlier['tokenKeysFile'] === undefined ? setting.parse(value, earlier) : failure('invalid' as const)) };
}

function claimName(key: string, name: string, content: string): Setting<string> {
  return text(key, { pattern: /^[\x21-\x7e]{1,200}$/, expected: 'the name of a claim, without spaces' }, { default: name, description: `The claim that holds ${content}.` });
}
