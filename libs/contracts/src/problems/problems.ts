/** A problem as its page under `/problems/<CODE>` explains it. */
export interface ProblemDefinition {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  /** What it means. */
  readonly explanation: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

function problem(status: number, title: string, explanation: string, remedy: string): Omit<ProblemDefinition, 'code'> {
  return { status, title, explanation, remedy };
}

/** Codes are stable: programs act on them. A code is never reused for another meaning. */
const definitions = {
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
    'There is nothing at this address that the caller may see.',
    'Check the path. What a caller may not see is answered in the same way.',
  ),
  'GEN-004': problem(
    415,
    'Unsupported media type',
    'The body is of a kind that this route does not read.',
    'Send application/json.',
  ),
  'GEN-005': problem(
    413,
    'The body is too large',
    'The body has more bytes than this route reads.',
    'Send less. Attachments and exports do not belong into a request body.',
  ),
  'GEN-006': problem(
    404,
    'No such route',
    'No route has this path.',
    'Compare with /openapi.json.',
  ),
  'GEN-007': problem(
    401,
    'The caller is not known',
    'The request does not say which organisation it comes from, or names one that the partnership does not have.',
    'Send the header exchange-organisation with the organisation\'s id in the partnership.',
  ),
  'GEN-008': problem(
    403,
    'A named person is required',
    'This step is a statement by a person, and the request names none.',
    'Send the header exchange-person with the person\'s opaque staff reference.',
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
    'A part that this request needs cannot be reached.',
    'Wait as long as Retry-After says, then send the request again.',
  ),
  'GEN-011': problem(
    400,
    'Invalid query parameter',
    'A query parameter is unknown, repeated or not of the right form.',
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
  'REF-001': problem(
    400,
    'Idempotency-Key is missing',
    'A referral must not be published twice because a connection broke; without a key nobody can tell.',
    'Send the header Idempotency-Key with a UUID of your own, the same for every attempt at the same referral.',
  ),
  'REF-002': problem(
    409,
    'The first request with this key is in flight',
    'Another request with this Idempotency-Key has not been answered yet.',
    'Wait a moment and send the request again: it gets the answer of the first.',
  ),
  'REF-003': problem(
    422,
    'The key was used with another body',
    'This Idempotency-Key belongs to a referral with other content.',
    'Use a new key for a new referral, or the same body for the same one.',
  ),
  'REF-004': problem(
    404,
    'Referral not found',
    'No referral of the calling force has this id.',
    'Use the id from the answer to the publication. Forces do not see each other\'s referrals.',
  ),
  'REF-005': problem(
    503,
    'Too many referrals at once',
    'The queue of referrals waiting to be stored is full; this one was not taken.',
    'Wait as long as Retry-After says, then send it again with the same Idempotency-Key.',
  ),
  'REF-006': problem(
    422,
    'No agency may receive this referral',
    'No sharing agreement names a recipient for this concern, area and grade.',
    'Check concern.types, area and risk.grade; if they are right, the partnership lacks an agreement: tell its ' +
      'owner, and refer by the agreed other way at once.',
  ),
  'REF-007': problem(
    422,
    'The referral breaks a rule',
    'Each field is well formed, but the referral contradicts itself or a rule of safeguarding data.',
    'Correct the fields that errors[] names by JSON pointer and send the request again.',
  ),
  'REF-008': problem(
    403,
    'The caller may not refer for this force',
    'referrer.force is not the calling organisation.',
    'Refer under your own force.',
  ),
  'ACK-001': problem(
    404,
    'Referral not found',
    'This agency has not received a referral with this id.',
    'Look for it in GET /v1/inbox.',
  ),
  'ACK-002': problem(
    409,
    'The step is not allowed now',
    'The ladder does not allow this step after those already taken.',
    'Open the referral before answering it; decide only after accepting it. detail names the steps allowed now.',
  ),
  'ACK-003': problem(
    422,
    'Unknown agency',
    'The referral cannot be redirected to an agency that the partnership does not have, or to this agency itself.',
    'Name another agency by its id in the partnership.',
  ),
  'ACK-004': problem(
    409,
    'Already answered differently',
    'This agency has already accepted, refused or redirected the referral in another way.',
    'Read the referral\'s answer first; an answer is not changed, it is followed by a decision or feedback.',
  ),
  'ACK-005': problem(
    404,
    'Dead letter not found',
    'This app has no dead letter with this id.',
    'Look for it in the list of dead letters.',
  ),
  'ACK-006': problem(
    422,
    'The dead letter is still invalid',
    'The message still breaks its contract, so replaying it had no effect.',
    'Have the sender publish it correctly, or update this app if the event is of a newer version.',
  ),
  'ACK-007': problem(
    409,
    'The dead letter is settled',
    'The message was given up and its content erased, or it was replayed and has had its effect.',
    'Read the dead letter: it says what became of it. What was given up has to be sent again by its sender.',
  ),
  'AUD-001': problem(
    400,
    'The query is not bounded',
    'The query asks for the whole log.',
    'Give a referral, or a period of limited length.',
  ),
  'AUD-002': problem(
    404,
    'Referral not found',
    'The audit log knows no referral with this id.',
    'Check the id. A referral appears once its first fact has been recorded.',
  ),
  'AUD-003': problem(
    400,
    'Invalid cursor',
    'The cursor was not made by this query.',
    'Use the cursor of the last page unchanged and with the same filters, or begin again without one.',
  ),
  'AUD-004': problem(
    422,
    'The export cannot be made',
    'The export would be too large, or its format is not known.',
    'Ask for csv or jsonl, and for a shorter period.',
  ),
} as const;

export type ProblemCode = keyof typeof definitions;

/** Every problem the exchange answers with, by code. */
export const PROBLEMS = Object.fromEntries(
  Object.entries(definitions).map(([code, definition]) => [code, { code, ...definition }]),
) as unknown as { readonly [Code in ProblemCode]: ProblemDefinition & { readonly code: Code } };

/** Path of the page that explains a problem; the `type` of its problem document. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}
