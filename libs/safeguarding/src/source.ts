/**
 * The reliability of a fact of the law, of a code list or of a calendar.
 * - `published`: read in the named publication;
 * - `recomputed`: calculated again from public data or programs, with the same result;
 * - `general`: general knowledge of the field; a user who relies on it must confirm it.
 */
type Confidence = 'published' | 'recomputed' | 'general';

/** The source of a piece of reference data. Every code set, calendar and clock rule has one. */
export interface Source {
  readonly title: string;
  readonly confidence: Confidence;
}

/** A piece of versioned data as evidence names it: its id and its version. */
export interface VersionedReference {
  readonly id: string;
  readonly version: string;
}
