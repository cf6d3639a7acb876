import type { SubmitReferralRequest } from '#libs/contracts';

import { checkChildren } from './check-children.js';
import { checkCodes } from './check-codes.js';
import { checkIdentifiers } from './check-identifiers.js';
import { checkTimes } from './check-times.js';
import type { ReferralProblem } from './problem.js';

/**
 * The rules between fields, which a schema cannot express. Runs on content that its schema accepted; the schema reports
 * unreadable values. Pure: the content is never changed, and no value is copied from one field to another.
 *
 * A missing identifier or code is no problem, because a missing number must not leave a child unprotected. A wrong one is a
 * problem, because it would identify another child, or state a fact that no person stated.
 *
 * @returns all problems; none repeats a value.
 */
export function checkReferral(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  return [...checkChildren(content, now), ...checkIdentifiers(content, now), ...checkCodes(content, now), ...checkTimes(content, now)];
}
