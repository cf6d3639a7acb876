import { problem } from './problem-definition.js';

/** Problems that any app can answer with. */
export const GENERAL_PROBLEMS = {
  'GEN-001': problem(
    422,
    'The body breaks the contract',
    'The body is JSON, but fields are missing, unknown or of the wrong form.',
    'Correct the fields that errors[] names by JSON pointer and send the request again.',
  ),
  'GEN-002': problem(
    400,
    'The body is not JSON',
    'The body cannot be read as JSON in UTF-8.',
    'Send well-formed JSON with content-type application/json.',
  ),
  'GEN-003': problem(
    404,
    'Not found',
    'Nothing at this address is visible to the caller.',
    'Check the path. The answer is the same for a resource that the caller may not see.',
  ),
  'GEN-004': problem(
    415,
    'Unsupported media type',
    'The media type or the content-encoding of the body is not one that this route reads.',
    'Send application/json, uncompressed.',
  ),
  'GEN-005': problem(
    413,
    'The body is too large',
    'The body has more bytes than this route reads.',
    'Send less. Attachments and exports do not belong in a request body.',
  ),
  'GEN-006': problem(
    404,
    'No such route',
    'No route has this path.',
    'Compare with /openapi.json.',
  ),
  'GEN-007': problem(
    401,
    'The caller is unknown',
    'The request carries no access token.',
    'Ask the issuer of this exchange for an access token, and send it in the header Authorization.',
  ),
  'GEN-008': problem(
    403,
    'A named person is required',
    'This step is a statement by a person, and the request names none, or not by an opaque staff reference.',
    'Use the token of a person. A system that the partnership lets name persons sends their opaque staff reference in the header exchange-person.',
  ),
  'GEN-009': problem(
    500,
    'Internal error',
    'The exchange failed; the request may or may not have had its effect.',
    'Send the request again with the same Idempotency-Key. If it fails again, report the correlation id.',
  ),
  'GEN-010': problem(
    503,
    'Unavailable',
    'A component that this request needs cannot be reached.',
    'Wait for the seconds in Retry-After, then send the request again.',
  ),
  'GEN-011': problem(
    400,
    'Invalid query parameter',
    'A query parameter is unknown, repeated or malformed.',
    'Correct the parameters that errors[] names.',
  ),
  'GEN-012': problem(
    400,
    'Invalid identifier in the path',
    'The identifier in the path is not a UUID in lower case.',
    'Use the identifier exactly as the exchange gave it.',
  ),
  'GEN-013': problem(
    405,
    'Method not allowed',
    'The path exists, but not with this method.',
    'Use one of the methods that the header Allow names.',
  ),
  'GEN-014': problem(
    431,
    'The request headers are too large',
    'The headers have more bytes than the server reads.',
    'Send fewer or shorter headers.',
  ),
  'GEN-015': problem(
    400,
    'The request cannot be read',
    'It is not well-formed HTTP, or its path is not well-formed.',
    'Compare the request with RFC 9110 and with /openapi.json.',
  ),
  'GEN-016': problem(
    408,
    'The request took too long',
    'The request was not complete in time.',
    'Send it again, faster or over a better connection.',
  ),
  'GEN-017': problem(
    400,
    'Invalid cursor',
    'The cursor was not made by this query.',
    'Use the cursor of the last page unchanged and with the same filters, or begin again without one.',
  ),
  'GEN-018': problem(
    400,
    'A member is repeated',
    'An object of the body has a member twice, and programs differ in which of the two they read.',
    'Send each member once. errors[] names the repeated one by JSON pointer.',
  ),
  'GEN-019': problem(
    501,
    'Unknown method',
    'The method of the request is none that this server knows.',
    'Use a method that /openapi.json names for the path.',
  ),
  'GEN-020': problem(
    400,
    'Unknown reason of an access',
    'The header access-reason is none of the reasons that a record of access can have.',
    'Use safeguarding, oversight, complaint, subject-access-request, legal-proceedings, quality-assurance or technical-support, or leave the header out.',
  ),
} as const;
