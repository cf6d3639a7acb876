import { success, type Outcome } from '#libs/kernel';

import { compact, isPlaceholder, malformed, placeholder, weightedSum, wrongCheck, type IdentifierProblem } from './identifier.js';

const WEIGHTS = [10, 9, 8, 7, 6, 5, 4, 3, 2];

/**
 * Checks an NHS number and returns its 10 digits. The last is the check digit: 11 − (sum of the first nine × 10…2, mod 11),
 * where 11 means 0 and 10 means that the number was never issued. The check finds every wrong digit and every swap of two
 * digits.
 */
export function checkNhsNumber(text: string): Outcome<string, IdentifierProblem> {
  const digits = compact(text);
  if (!/^[0-9]{10}$/u.test(digits)) return malformed('an NHS number: 10 digits');
  if (isPlaceholder(digits)) return placeholder('NHS number');
  const check = 11 - (weightedSum(digits.slice(0, 9), WEIGHTS) % 11);
  return String(check === 11 ? 0 : check) === digits.slice(9) ? success(digits) : wrongCheck('NHS number');
}
