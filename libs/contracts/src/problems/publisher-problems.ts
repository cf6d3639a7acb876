import { problem } from './problem-definition.js';

/** Problems of the publisher. */
export const PUBLISHER_PROBLEMS = {
  'REF-001': problem(
    400,
    'Idempotency-Key is missing',
    'The key prevents a second publication of the same referral after a broken connection.',
    'Send the header Idempotency-Key with a UUID of your own, the same for every attempt at the same referral.',
  ),
  'REF-002': problem(
    409,
    'The first request with this key is in progress',
    'Another request with this Idempotency-Key has not been answered yet.',
    'Wait a moment and send the request again: it gets the answer of the first.',
  ),
  'REF-003': problem(
    422,
    'The key was used with another body',
    'This Idempotency-Key belongs to another request of your organisation.',
    'Use a new key for a new request, or the same body for the same one.',
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
    'The queue of referrals that wait to be stored is full; this one was not accepted.',
    'Wait for the seconds in Retry-After, then send it again with the same Idempotency-Key.',
  ),
  'REF-006': problem(
    422,
    'No agency may receive this referral',
    'No sharing agreement names a recipient for this concern, area and grade.',
    'Check concern.types, area and risk.grade; detail names a policy that stops the grade. If they are right, the partnership lacks an agreement: inform its ' +
      'owner, and refer by the agreed alternative at once.',
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
  'REF-009': problem(
    409,
    'The referral is withdrawn',
    'The sender has withdrawn this referral; it cannot be changed any more.',
    'Publish a new referral if there is a concern after all.',
  ),
  'REF-010': problem(
    422,
    'The correction cannot be made',
    'A named field cannot be corrected, or no field would change, or the corrected referral would break a rule.',
    'Correct the entries that errors[] names. A new grading changes the risk; case reference and force never change.',
  ),
  'REF-011': problem(
    409,
    'The content is no longer held',
    'The content of this referral has been erased, so there is nothing to change or to send.',
    'Publish a new referral, and refer to this one by telephone where it matters.',
  ),
  'REF-012': problem(
    409,
    'The event does not fit the missing episode',
    'No child is recorded as missing, the child has been found already, or the event is before the one that it follows.',
    'detail names what is missing or contradicts. Record that first, or correct the time.',
  ),
  'REF-013': problem(
    404,
    'Feedback not found',
    'No agency has given feedback on this referral under this receipt.',
    'Use the receiptId of a rung fed_back from the referral\'s status.',
  ),
  'REF-014': problem(
    422,
    'Unknown agency',
    'The partnership has no agency with this id.',
    'Name an agency by its id in the partnership.',
  ),
  'REF-015': problem(
    409,
    'The incident was notified before',
    'Another notification of this force has the same incident reference.',
    'Use the incident that was notified first, or correct the reference.',
  ),
  'REF-016': problem(
    404,
    'Incident not found',
    'No incident of the calling force has this id.',
    'Use the id from the answer to the notification.',
  ),
  'REF-017': problem(
    422,
    'The incident breaks a rule',
    'The times of the incident contradict each other, or no agency serves its area.',
    'Correct the fields that errors[] names by JSON pointer and send the request again.',
  ),
  'REF-018': problem(
    422,
    'The grading breaks a rule',
    'The grading is earlier than the present one or than the report, or it is in the future.',
    'Give the time at which the risk was graded, with its offset from UTC.',
  ),
  'REF-019': problem(
    422,
    'The decision not to share breaks a rule',
    'The agency has been sent this referral already, or the time of the decision is in the future.',
    'Correct the fields that errors[] names by JSON pointer. A decision does not undo a sharing: withdraw or correct the referral.',
  ),
  'REF-020': problem(
    422,
    'The follow-up breaks a rule',
    'The agency was never sent this referral, or the time of the follow-up is before the publication or in the future.',
    'Correct the fields that errors[] names by JSON pointer. Only a recipient of the referral can be followed up.',
  ),
  'REF-021': problem(
    422,
    'The child or the missing episode is not clear',
    'The request names no child or no missing episode and it can be one of several, or it names one that the referral does not have.',
    'Give childId and episodeId; errors[] lists the possible ids. The status of the referral lists the ids of all children.',
  ),
  'REF-030': problem(
    422,
    'An agency has ended',
    'An agreement names an agency for this referral that takes no referral any more, and not its successor.',
    'errors[] names the agency and its successor. Correct the school if it is one; otherwise let the partnership name the successor in the agreement, and telephone meanwhile.',
  ),
  'REF-031': problem(
    409,
    'No handover is possible',
    'The agency has not ended, or it has no successor.',
    'Enter the end and the successor in the partnership file, and restart the publisher.',
  ),
  'REF-032': problem(
    400,
    'Idempotency-Key is malformed',
    'The header Idempotency-Key is present, but it is empty, too long, sent twice or holds characters that a key cannot have.',
    'Send one key of 1 to 128 letters, digits, dots, underscores, colons and hyphens, such as a UUID, the same for every attempt.',
  ),
} as const;
