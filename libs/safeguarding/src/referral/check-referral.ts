import type { SubmitReferralRequest } from '#libs/contracts';

import { checkChildren } from './check-children.js';
import { checkCodes } from './check-codes.js';
import { checkIdentifiers } from './check-identifiers.js';
import { checkTimes } from './check-times.js';
import type { ReferralProblem } from './problem.js';

/**
 * The rules between fields that a schema cannot say. Runs on content that its schema accepted; what cannot be read is
 * left to the schema to report. Pure: the content is never changed, and nothing is copied from one field to another.
 *
 * A missing identifier or code is no problem: a child is not to be left unprotected for want of a number. A wrong one is,
 * because it would point at another child, or say what nobody stated.
 *
 * @returns every problem found; none echoes a value.
 */
export function checkReferral(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  return [...checkChildren(content, now), ...checkIdentifiers(content), ...checkCodes(content, now), ...checkTimes(content, now)];
}
