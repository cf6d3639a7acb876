import type { Source } from '../source.js';

/** One code of a set. Codes are compared exactly, with upper and lower case. */
export interface CodeEntry {
  readonly code: string;
  readonly label: string;
  /** First day (ISO local date) on which the code may no longer be recorded. Earlier records keep it. */
  readonly retired?: string;
  /** The source of the code, if it is better or less certain than the source of its set. */
  readonly source?: Source;
}

/**
 * One version of a code list. The id is a namespace (`owner/list`), because the same letters mean different things in different
 * lists: `N1` is a reason for not stating ethnicity, and also a primary need in the census.
 */
export interface CodeSet {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly source: Source;
  /** First and last day (ISO local dates) on which this version is used for new records; no last day means that it is still in use. */
  readonly effectiveFrom: string;
  readonly effectiveTo?: string;
  /** False if the exchange has only an extract of the published list: then a code that is not listed may be valid. */
  readonly complete: boolean;
  readonly codes: readonly CodeEntry[];
}

/** A code with its list, because the same letters may be in another list. Only qualified codes are translated or compared. */
export interface QualifiedCode {
  readonly set: string;
  readonly version: number;
  readonly code: string;
}

/** The codes of a list from pairs `[code, label]`, in the same order. */
export function entries(codes: readonly (readonly [code: string, label: string])[]): readonly CodeEntry[] {
  return codes.map(([code, label]) => ({ code, label }));
}

/**
 * The labels of a list that the contracts define. The compiler refuses a missing or a superfluous label, and the order is the
 * contract's.
 */
export function labelled<Code extends string>(order: readonly Code[], labels: Readonly<Record<Code, string>>): readonly CodeEntry[] {
  return order.map((code) => ({ code, label: labels[code] }));
}
