import { success, type Outcome } from '#libs/kernel';

import { compact, isPlaceholder, malformed, placeholder, type IdentifierProblem } from './identifier.js';

/** Short numbers of one digit repeated were given to houses. */
const LONGEST_OF_ONE_DIGIT = 8;

/** Checks a unique property reference number and returns its 1 to 12 digits without leading zeros. It has no check digit. */
export function checkUprn(text: string): Outcome<string, IdentifierProblem> {
  const digits = compact(text);
  if (!/^[0-9]{1,12}$/u.test(digits) || /^0+$/u.test(digits))
    return malformed('a unique property reference number: 1 to 12 digits');
  if (digits.length > LONGEST_OF_ONE_DIGIT && isPlaceholder(digits)) return placeholder('unique property reference number');
  return success(digits.replace(/^0+/u, ''));
}
