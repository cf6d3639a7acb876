import type { Source } from '../source.js';

/** One code of a set. Codes are compared as they stand: capital letters are capital letters. */
export interface CodeEntry {
  readonly code: string;
  readonly label: string;
  /** First day (ISO local date) on which the code may no longer be recorded. Records made before keep it. */
  readonly retired?: string;
  /** Where the code itself was found, where that is known better, or worse, than of its set. */
  readonly source?: Source;
}

/**
 * One version of a code list. The id is a namespace (`owner/list`), because the same letters mean different things in
 * different lists: `N1` is a reason why ethnicity was not stated, and also a primary need in the census.
 */
export interface CodeSet {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly source: Source;
  /** First and last day (ISO local dates) on which this version is the one to record in; no last day means still in use. */
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  /** False where only an extract of the published list is held: a code that is not listed may then be a good one. */
  readonly complete: boolean;
  readonly codes: readonly CodeEntry[];
}

/** A code that can be told apart from the same letters in another list. What is translated or compared is always this. */
export interface QualifiedCode {
  readonly set: string;
  readonly version: number;
  readonly code: string;
}

/** A code list in writing order: `[code, label]`. */
export function entries(codes: readonly (readonly [code: string, label: string])[]): readonly CodeEntry[] {
  return codes.map(([code, label]) => ({ code, label }));
}

/**
 * The labels of a list that the contracts already fix. The compiler refuses a label that is missing or one too many, and
 * the order is the contract's.
 */
export function labelled<Code extends string>(order: readonly Code[], labels: Readonly<Record<Code, string>>): readonly CodeEntry[] {
  return order.map((code) => ({ code, label: labels[code] }));
}
