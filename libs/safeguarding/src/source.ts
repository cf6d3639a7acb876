/**
 * How far a fact of the law, of a code list or of a calendar can be relied on.
 * - `published`: read in the publication that is named;
 * - `recomputed`: worked out again from public data or programs, and found to agree;
 * - `general`: general knowledge of the field, to be confirmed by whoever relies on it.
 */
export type Confidence = 'published' | 'recomputed' | 'general';

/** Where a piece of reference data comes from. Every code set, calendar and clock rule carries one. */
export interface Source {
  readonly title: string;
  readonly confidence: Confidence;
}

/** A piece of versioned data as evidence names it: what was used, and in which version. */
export interface VersionedReference {
  readonly id: string;
  readonly version: string;
}
