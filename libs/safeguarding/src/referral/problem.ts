/** The rules between fields, by the stable code on which a sender's program can act. */
type ReferralProblemCode =
  | 'name-missing'
  | 'age-missing'
  | 'age-stated-twice'
  | 'born-and-unborn'
  | 'not-expected'
  | 'unborn-at-school'
  | 'unborn-missing'
  | 'date-of-birth-in-future'
  | 'older-than-a-care-leaver'
  | 'duplicate-child'
  | 'reason-without-not-stated'
  | 'ethnicity-copied'
  | 'malformed-identifier'
  | 'wrong-check-digit'
  | 'placeholder-identifier'
  | 'identifier-in-future'
  | 'unknown-code'
  | 'retired-code'
  | 'code-of-another-set'
  | 'time-in-future'
  | 'times-out-of-order'
  | 'episodes-overlap'
  | 'unknown-agency'
  | 'unknown-area'
  | 'child-not-sent'
  | 'agency-ended';

/** A broken rule between fields: a field problem in the contract's shape, with the codes of this library. */
export interface ReferralProblem {
  /** RFC 6901 pointer into the referral: the field to look at first. */
  readonly pointer: string;
  readonly code: ReferralProblemCode;
  /** The rule and the remedy; never a value. */
  readonly message: string;
}

/** The position of a problem: property names and list positions, from the root of the referral. */
export type Path = readonly (string | number)[];

export function fieldProblem(path: Path, code: ReferralProblemCode, message: string): ReferralProblem {
  return { pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), code, message };
}
