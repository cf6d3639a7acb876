import { problem } from './problem-definition.js';

/** Problems of the agency nodes, and of dead letters. */
export const AGENCY_PROBLEMS = {
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
    'Open the referral before responding to it; decide only after accepting it. detail names the steps allowed now.',
  ),
  'ACK-003': problem(
    422,
    'Unknown agency',
    'The referral cannot be redirected to an agency outside the partnership, or to this agency itself.',
    'Name another agency by its id in the partnership.',
  ),
  'ACK-004': problem(
    409,
    'Already answered differently',
    'This agency has already accepted, refused or redirected the referral in another way.',
    'Read the stated answer first. An acceptance is final. After a refusal or a redirect the agency can still accept; feedback can always follow.',
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
    'The dead letter is closed',
    'The message was discarded and its content erased, or it was replayed and processed.',
    'Read the dead letter for its final state. The sender must send a discarded message again.',
  ),
  'ACK-008': problem(
    409,
    'The referral is withdrawn',
    'The force has withdrawn the referral, so it cannot be answered any more. It can still be read.',
    'This agency has nothing left to do. If there is still a concern, make a referral of your own.',
  ),
  'ACK-009': problem(
    404,
    'Correction not found',
    'This agency has not received a correction with this id for this referral.',
    'Use the updateId of a correction in the opened referral.',
  ),
  'ACK-010': problem(
    422,
    'The ethnicity cannot be recorded',
    'The code is not in the named list, or the view has no such child.',
    'Give a code of the list named in namespace, and the childId of a child of the view; errors[] names the possible ids.',
  ),
  'ACK-011': problem(
    422,
    'The milestone cannot be stated',
    'The time of the milestone is in the future, or the child and the missing episode of a return interview are not clear.',
    'Give the time at which the step was done, and for a return interview childId and episodeId; errors[] names the possible ids.',
  ),
  'ACK-020': problem(
    422,
    'The redirect cannot be followed',
    'The agency that the redirect names cannot be sent this referral, or has it already.',
    'Accept the referral, refuse it with a reason, or name another agency. detail names the cause.',
  ),
  'ACK-021': problem(
    422,
    'The other referral cannot be named',
    'A refusal as a duplicate names another referral that this agency has received.',
    'Give the id of the other referral from GET /v1/inbox, or leave duplicateOf out.',
  ),
} as const;
