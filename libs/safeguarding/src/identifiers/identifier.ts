import { failure, type Failure, type Outcome } from '#libs/kernel';

/** What is wrong with an identifier. Names the kind of identifier, never the value: it is a child's. */
export type IdentifierProblem = Failure<'malformed-identifier' | 'wrong-check-digit'>;

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

/** Identifiers are copied with the spaces and hyphens of a letter or screen; those are no part of them. */
export function compact(text: string): string {
  return text.replaceAll(/[\s-]/gu, '').toUpperCase();
}

/** Sum of digit × weight, from the first digit on; a letter counts as its place in the given alphabet. */
export function weightedSum(characters: string, weights: readonly number[], alphabet = ''): number {
  return [...characters].reduce((sum, character, index) => {
    const value = /\d/u.test(character) ? Number(character) : alphabet.indexOf(character);
    return sum + value * (weights[index] ?? 0);
  }, 0);
}
