import { problem } from './problem-definition.js';

/** Problems of tokens and of proofs of possession. The header WWW-Authenticate has the same fault in the words of RFC 6750 and RFC 9449. */
export const IDENTITY_PROBLEMS = {
  'IDN-001': problem(
    401,
    'The token cannot be read',
    'The header Authorization does not hold an access token, or the token is not a signed one of the type at+jwt.',
    'Ask the issuer for an access token as RFC 9068 has it, and send it after the word DPoP or Bearer.',
  ),
  'IDN-002': problem(
    401,
    'The signature of the token does not count',
    "The token is not signed by a key of the issuer's key set, or not with an algorithm that the exchange allows.",
    'Ask the issuer for a new token. If it fails again, the issuer uses another key or algorithm than the exchange knows of.',
  ),
  'IDN-003': problem(
    401,
    'The token is from another issuer',
    'The exchange does not know the issuer of the token.',
    'Ask the issuer of this exchange for a token.',
  ),
  'IDN-004': problem(
    401,
    'The token is for another app',
    'The audience of the token is not this app.',
    'Ask the issuer for a token for this app: the resource is its audience, such as urn:safeguarding-exchange:publisher.',
  ),
  'IDN-005': problem(
    401,
    'The token is not valid now',
    'The token has expired, or its time has not come.',
    'Ask the issuer for a new token, and compare the clocks if it fails again.',
  ),
  'IDN-006': problem(
    401,
    'The token does not name its caller',
    'The claims of the token lack the organisation, the client or the staff reference, or one of them is malformed.',
    'Let the issuer put the organisation by its id in the partnership, an opaque staff reference and never a name into the token.',
  ),
  'IDN-007': problem(
    401,
    'The token needs a proof of possession',
    'The token is not bound to a key, or it is bound to one and was sent without a proof.',
    'Ask the issuer for a token that is bound to your key by DPoP, and send it with Authorization: DPoP and a proof.',
  ),
  'IDN-008': problem(
    401,
    'The proof of possession does not count',
    'The header DPoP is missing, malformed, too old, or for another request, token or key.',
    'Make a proof for each request by RFC 9449, with its method, its address, the time and the digest of the token.',
  ),
  'IDN-009': problem(
    401,
    'The proof of possession was used before',
    'The exchange has seen a proof with this jti.',
    'Make a new proof for each request, also when a request is repeated.',
  ),
  'IDN-010': problem(
    403,
    'The caller may not name a person',
    'The header exchange-person names a person, and the token is not that of a system that the partnership lets name persons of its organisation.',
    'Let the person sign in, or let the partnership list the system under assertsPersons of its organisation.',
  ),
  'IDN-011': problem(
    503,
    'The keys of the issuer cannot be had',
    'The exchange needs the key set of the issuer to check the token, and cannot get it.',
    'Wait for the seconds in Retry-After, then send the request again.',
  ),
  'IDN-012': problem(
    403,
    'Not for this organisation',
    "The table of actions does not let an organisation of the caller's kind do this: the partnership file does not name it as one that may.",
    'Check the organisation in your token, and the action of this operation at /openapi.json. The table is in docs/authorisation.md.',
  ),
  'IDN-013': problem(
    403,
    'The caller lacks the role',
    'The organisation may do this, and the token gives the caller none of the roles that may.',
    'Ask your organisation for the role that /openapi.json names for this operation. A person needs a role of a person, and a system the role system.',
  ),
} as const;
