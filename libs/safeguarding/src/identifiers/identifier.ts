import { failure, type Failure, type Outcome } from '#libs/kernel';

/** A fault of an identifier. It names the kind of identifier, never the value, because the value identifies a child. */
export type IdentifierProblem = Failure<'malformed-identifier' | 'wrong-check-digit' | 'placeholder-identifier' | 'identifier-in-future'>;

const WHAT_TO_DO = 'Correct it, or leave it out: a missing identifier never blocks a referral.';

type Refused = Extract<Outcome<never, IdentifierProblem>, { ok: false }>;

export function malformed(expected: string): Refused {
  return failure({ code: 'malformed-identifier', message: `This must be ${expected}. ${WHAT_TO_DO}` });
}

export function wrongCheck(kind: string): Refused {
  return failure({
    code: 'wrong-check-digit',
    message: `The check character of this ${kind} does not fit, so at least one character is mistyped. ${WHAT_TO_DO}`,
  });
}

/** One digit repeated: systems and people fill a number in like this where they do not know it. */
export function isPlaceholder(digits: string): boolean {
  return /^([0-9])\1+$/u.test(digits);
}

export function placeholder(kind: string): Refused {
  return failure({
    code: 'placeholder-identifier',
    message: `One digit repeated is no ${kind}. Leave the field out where the number is not known: a missing identifier never blocks a referral.`,
  });
}

export function inFuture(kind: string): Refused {
  return failure({ code: 'identifier-in-future', message: `This ${kind} is of a year that has not begun. ${WHAT_TO_DO}` });
}

/** Removes spaces and hyphens, because people copy identifiers with them from letters and screens. */
export function compact(text: string): string {
  return text.replaceAll(/[\s-]/gu, '').toUpperCase();
}

/** Sum of digit × weight, from the first digit on; a letter counts as its position in the given alphabet. */
export function weightedSum(characters: string, weights: readonly number[], alphabet = ''): number {
  return [...characters].reduce((sum, character, index) => {
    const value = /\d/u.test(character) ? Number(character) : alphabet.indexOf(character);
    return sum + value * (weights[index] ?? 0);
  }, 0);
}
