import { success, type Outcome } from '#libs/kernel';

import { compact, isPlaceholder, malformed, placeholder, weightedSum, wrongCheck, type IdentifierProblem } from './identifier.js';

/** A unique pupil number. A school uses a temporary one until it knows the permanent one, so it may change. */
interface UniquePupilNumber {
  readonly value: string;
  readonly permanence: 'permanent' | 'temporary';
}

/** Capital letters without I, O and S, which are mistaken for digits. */
const ALPHABET = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

/**
 * Checks a unique pupil number: a check letter, 11 digits, then a digit (permanent) or a letter (temporary). The sum of the 12
 * characters after the check letter × 2…13, mod 23, gives the check letter; a letter among them counts as its position in the
 * same alphabet. The check finds every wrong character and every swap of two digits.
 */
export function checkUpn(text: string): Outcome<UniquePupilNumber, IdentifierProblem> {
  const value = compact(text);
  if (!/^[A-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$/u.test(value)) {
    return malformed(
      'a unique pupil number: a letter, 11 digits, then a digit or, for a temporary one, a letter other than I, O and S',
    );
  }
  if (isPlaceholder(value.slice(1, 12))) return placeholder('unique pupil number');
  const expected = ALPHABET.at(weightedSum(value.slice(1), WEIGHTS, ALPHABET) % ALPHABET.length);
  if (expected !== value[0]) return wrongCheck('unique pupil number');
  return success({ value, permanence: /[0-9]$/u.test(value) ? 'permanent' : 'temporary' });
}
