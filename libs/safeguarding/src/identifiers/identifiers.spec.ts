import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Outcome } from '#libs/kernel';

import { checkForceCode } from './force-code.js';
import type { IdentifierProblem } from './identifier.js';
import { checkNhsNumber } from './nhs-number.js';
import { checkPncId } from './pnc-id.js';
import { checkUpn } from './upn.js';
import { checkUprn } from './uprn.js';

/** The normalised identifier, or the code of the problem. */
function verdict(outcome: Outcome<unknown, IdentifierProblem>): unknown {
  return outcome.ok ? outcome.value : outcome.error.code;
}

describe('identifiers of a child at other organisations', () => {
  it.each<[string, (text: string) => Outcome<unknown, IdentifierProblem>, string, unknown]>([
    ['NHS number', checkNhsNumber, '9111231114', '9111231114'],
    ['NHS number', checkNhsNumber, '4010232137', '4010232137'],
    ['NHS number as printed', checkNhsNumber, ' 401 023 2137 ', '4010232137'],
    ['NHS number', checkNhsNumber, '9111111111', 'wrong-check-digit'],
    ['NHS number that cannot have been issued: its check would be 10', checkNhsNumber, '1000000010', 'wrong-check-digit'],
    ['NHS number of one digit, which fits its check digit', checkNhsNumber, '0000000000', 'placeholder-identifier'],
    ['NHS number of nines, as systems fill it in', checkNhsNumber, '999 999 9999', 'placeholder-identifier'],
    ['UPN of one digit', checkUpn, 'A000000000000', 'placeholder-identifier'],
    ['temporary UPN of one digit', checkUpn, 'T11111111111A', 'placeholder-identifier'],
    ['PNC id of one digit', checkPncId, '2002/0000000E', 'placeholder-identifier'],
    ['PNC id, short form, of nought', checkPncId, '02/0E', 'placeholder-identifier'],
    ['UPRN of nines', checkUprn, '999999999999', 'placeholder-identifier'],
    ['UPRN of a house that has a number like this', checkUprn, '1111', '1111'],
    ['NHS number with a digit short', checkNhsNumber, '911123111', 'malformed-identifier'],
    ['permanent UPN', checkUpn, 'A950000178301', { value: 'A950000178301', permanence: 'permanent' }],
    ['permanent UPN', checkUpn, 'H243278544154', { value: 'H243278544154', permanence: 'permanent' }],
    ['permanent UPN in small letters', checkUpn, 'x845212818005', { value: 'X845212818005', permanence: 'permanent' }],
    ['UPN', checkUpn, 'R247962919251', 'wrong-check-digit'],
    ['temporary UPN, which ends in a letter', checkUpn, 'A95000017830B', { value: 'A95000017830B', permanence: 'temporary' }],
    ['temporary UPN with another letter', checkUpn, 'A95000017830C', 'wrong-check-digit'],
    ['UPN with a check letter that is never used', checkUpn, 'O950000178301', 'wrong-check-digit'],
    ['temporary UPN that ends in a letter that is never used', checkUpn, 'A95000017830O', 'malformed-identifier'],
    ['PNC id', checkPncId, '2002/0073319Z', '2002/0073319Z'],
    ['PNC id, long form', checkPncId, '1981/0000034U', '1981/0000034U'],
    ['PNC id, short form', checkPncId, '81/34U', '1981/0000034U'],
    ['PNC id, short form of this century', checkPncId, '02/73319z', '2002/0073319Z'],
    ['PNC id', checkPncId, '2001/0171310S', 'wrong-check-digit'],
    ['PNC id, long form with a short serial', checkPncId, '2002/73319Z', 'malformed-identifier'],
    ['PNC id of no century', checkPncId, '3002/0073319Z', 'malformed-identifier'],
    ['UPRN', checkUprn, '100023336956', '100023336956'],
    ['UPRN padded with zeros', checkUprn, '000023336956', '23336956'],
    ['UPRN of one digit', checkUprn, '1', '1'],
    ['UPRN of 13 digits', checkUprn, '1000233369561', 'malformed-identifier'],
    ['UPRN of zeros only', checkUprn, '000', 'malformed-identifier'],
    ['force code', checkForceCode, '21', { code: '21', name: 'Staffordshire Police' }],
    ['force code', checkForceCode, '47', { code: '47', name: 'Sussex Police' }],
    ['force code', checkForceCode, '93', { code: '93', name: 'British Transport Police' }],
    ['force code that the extract does not name', checkForceCode, '01', { code: '01', name: null }],
    ['force code of one digit', checkForceCode, '1', 'malformed-identifier'],
  ])('%s', (_what, check, text, expected) => {
    expect(verdict(check(text))).toEqual(expected);
  });
});

interface Scheme {
  readonly name: string;
  readonly check: (text: string) => Outcome<unknown, IdentifierProblem>;
  readonly issued: fc.Arbitrary<string>;
  /** Positions that the check character protects. */
  readonly guarded: readonly number[];
}

const DIGITS = '0123456789';
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const PNC_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';
const digits = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });
/** One of these check characters fits any valid body; a body without a fitting one was never issued. */
function issued(check: Scheme['check'], candidates: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  return candidates.map((each) => each.find((text) => check(text).ok) ?? '').filter((text) => text !== '');
}

const schemes: readonly Scheme[] = [
  { name: 'NHS number', check: checkNhsNumber, guarded: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], issued: issued(checkNhsNumber, digits(9).map((body) => [...DIGITS].map((check) => body + check))) },
  { name: 'permanent UPN', check: checkUpn, guarded: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], issued: issued(checkUpn, digits(12).map((body) => [...UPN_LETTERS].map((check) => check + body))) },
  { name: 'temporary UPN', check: checkUpn, guarded: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], issued: issued(checkUpn, fc.tuple(digits(11), fc.constantFrom(...UPN_LETTERS)).map(([body, last]) => [...UPN_LETTERS].map((check) => check + body + last))) },
  { name: 'PNC id', check: checkPncId, guarded: [2, 3, 5, 6, 7, 8, 9, 10, 11], issued: issued(checkPncId, digits(9).map((body) => [...PNC_LETTERS].map((letter) => `20${body.slice(0, 2)}/${body.slice(2)}${letter}`))) },
];

describe.each(schemes)('a mistyped $name', ({ check, issued, guarded }) => {
  it('is caught when one digit is wrong', () => {
    fc.assert(
      fc.property(issued, fc.constantFrom(...guarded), fc.constantFrom(...DIGITS), (text, position, digit) => {
        fc.pre(text[position] !== digit);
        expect(verdict(check(replaced(text, position, digit)))).toBe('wrong-check-digit');
      }),
    );
  });

  it('is caught when two digits have changed places', () => {
    fc.assert(
      fc.property(issued, fc.constantFrom(...guarded), fc.constantFrom(...guarded), (text, one, other) => {
        fc.pre(text[one] !== text[other]);
        expect(verdict(check(replaced(replaced(text, one, text[other] ?? ''), other, text[one] ?? '')))).toBe('wrong-check-digit');
      }),
    );
  });

  it('is never repeated in the problem', () => {
    fc.assert(
      fc.property(issued, fc.constantFrom(...guarded), fc.constantFrom(...DIGITS), (text, position, digit) => {
        const wrong = replaced(text, position, digit);
        const outcome = check(wrong);
        if (!outcome.ok) expect(outcome.error.message).not.toContain(wrong);
      }),
    );
  });
});

it('normalising an identifier twice equals normalising it once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom(...PNC_LETTERS), (year, serial, letter) => {
      const once = checkPncId(`${String(year).padStart(2, '0')}/${serial}${letter}`);
      if (once.ok) expect(checkPncId(once.value)).toEqual(once);
    }),
  );
});

function replaced(text: string, position: number, character: string): string {
  return text.slice(0, position) + character + text.slice(position + 1);
}
