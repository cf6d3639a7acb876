import { success, type Outcome } from '#libs/kernel';

import { inFuture, isPlaceholder, malformed, placeholder, wrongCheck, type IdentifierProblem } from './identifier.js';

/** Starts with Z: remainder 0. Without I, O and S. */
const ALPHABET = 'ZABCDEFGHJKLMNPQRTUVWXY';
/** Two-digit years from here on belong to the 20th century. No record has a number from before 1939, and none yet from 2039. */
const FIRST_YEAR_OF_1900S = 39;

/**
 * Checks a Police National Computer id and returns its long form, `YYYY/NNNNNNNL`; the short form (`81/34U`) is expanded. Two
 * digits of the year and seven of the serial form a number, whose remainder mod 23 gives the letter. The check finds every
 * wrong digit among these nine and every swap of two of them. The century is not part of it.
 *
 * @param thisYear an id of a later year has not been given to anyone.
 */
export function checkPncId(text: string, thisYear = Number.POSITIVE_INFINITY): Outcome<string, IdentifierProblem> {
  const match = /^(?<year>(?:19|20)?[0-9]{2})\/(?<serial>[0-9]{1,7})(?<letter>[A-Z])$/u.exec(
    text.replaceAll(/\s/gu, '').toUpperCase(),
  );
  const { year = '', serial = '', letter = '' } = match?.groups ?? {};
  if (match === null || (year.length === 4 && serial.length !== 7)) return malformed('a PNC id such as 2002/0073319Z or 81/34U');
  const yy = year.slice(-2);
  const digits = serial.padStart(7, '0');
  if (isPlaceholder(digits)) return placeholder('PNC id');
  if (ALPHABET.at(Number(`${yy}${digits}`) % ALPHABET.length) !== letter) return wrongCheck('PNC id');
  const century = Number(yy) >= FIRST_YEAR_OF_1900S ? '19' : '20';
  const longYear = year.length === 4 ? year : `${century}${yy}`;
  return Number(longYear) > thisYear ? inFuture('PNC id') : success(`${longYear}/${digits}${letter}`);
}
