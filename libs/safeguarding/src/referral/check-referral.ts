import type { SubmitReferralRequest } from '#libs/contracts';

import { checkChildren } from './check-children.js';
import { checkTimes } from './check-times.js';
import type { ReferralProblem } from './problem.js';

/**
 * The rules between fields that a schema cannot say. Runs on content that its schema accepted; what cannot be read is
 * left to the schema to report. Pure: the content is never changed, and nothing is copied from one field to another.
 *
 * Check digits, code sets and clocks are not looked at here.
 *
 * @returns every problem found, in the order of the fields; none echoes a value.
 */
export function checkReferral(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  return [...checkChildren(content, now), ...checkTimes(content, now)];
}
