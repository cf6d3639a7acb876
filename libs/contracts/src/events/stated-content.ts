import type { Rung } from './ladder.js';

/** What a statement of an agency states: a rung, or the kind of another statement. */
export interface StatedContent {
  readonly rung?: Rung;
  /** A milestone, `update-delivered`, `update-acknowledged` or `ethnicity-recorded`. */
  readonly kind?: string;
}

/** @param data the payload of a statement, validated by its contract. */
export function statedContent(data: object): StatedContent {
  const { updateId, rung, kind, codeDigest }: { readonly updateId?: string; readonly rung?: Rung; readonly kind?: string; readonly codeDigest?: string } = data;
  if (updateId !== undefined) return { kind: `update-${rung ?? 'delivered'}` };
  if (rung !== undefined) return { rung };
  return { kind: codeDigest === undefined ? (kind ?? '') : 'ethnicity-recorded' };
}
