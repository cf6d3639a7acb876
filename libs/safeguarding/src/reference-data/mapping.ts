import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { Source } from '../source.js';
import type { CodeSet, QualifiedCode } from './code-set.js';

/**
 * How one list is read in terms of another. Nothing is ever replaced by a translation: the source code stays what was
 * recorded, and the translation says what it may be called elsewhere.
 */
export interface CodeMapping {
  readonly id: string;
  readonly version: number;
  readonly from: CodeSet;
  readonly to: CodeSet;
  /** The list of the reasons that may decide between several readings, where the source list has such reasons. */
  readonly reasons?: CodeSet;
  readonly source: Source;
  readonly effectiveFrom: string;
  readonly entries: readonly MappingEntry[];
}

export interface MappingEntry {
  readonly from: string;
  /** For which recorded reasons this entry holds; left out where it holds whatever the reason. */
  readonly reasons?: readonly string[];
  /** One code where it can be told which, more where only the person could say. */
  readonly to: readonly [string, ...string[]];
  /**
   * `exact`: both codes stand for the same people, so translating back gives the code one started from.
   * `lossy`: something that was recorded is no longer visible, or the target cannot be told.
   */
  readonly fidelity: 'exact' | 'lossy';
  /** For `lossy`: what is lost. */
  readonly note?: string;
}

/** A translation, together with what was really recorded. */
export interface Translation {
  readonly source: QualifiedCode;
  readonly reason: QualifiedCode | null;
  readonly mapping: { readonly id: string; readonly version: number };
  /** The codes it may be in the other list; exactly one where that can be told. */
  readonly targets: readonly QualifiedCode[];
  readonly fidelity: 'exact' | 'lossy';
  readonly note: string | null;
}

export type TranslationRefusal = Failure<'not-of-the-source-set' | 'no-mapping'>;

/**
 * Translates a recorded code. The code must say which list it is of: letters alone are refused, since the same letters
 * mean something else elsewhere.
 *
 * @param reason the reason recorded beside it, of the mapping's `reasons` list; a reason of any other list decides nothing.
 */
export function translate(
  mapping: CodeMapping,
  source: QualifiedCode,
  reason: QualifiedCode | null = null,
): Outcome<Translation, TranslationRefusal> {
  const { id, from } = mapping;
  if (source.set !== from.id || source.version !== from.version) {
    const message = `The mapping ${id} reads codes of ${from.id} version ${from.version} only.`;
    return failure({ code: 'not-of-the-source-set', message });
  }
  const known = reason !== null && reason.set === mapping.reasons?.id ? reason.code : null;
  const holds = ({ reasons }: MappingEntry): boolean => reasons === undefined || (known !== null && reasons.includes(known));
  const entry = mapping.entries.find((each) => each.from === source.code && holds(each));
  if (entry === undefined) {
    return failure({ code: 'no-mapping', message: `The mapping ${id} has no entry for this code of ${from.id}.` });
  }
  return success({
    source,
    reason,
    mapping: { id: mapping.id, version: mapping.version },
    targets: entry.to.map((code) => qualify(mapping.to, code)),
    fidelity: entry.fidelity,
    note: entry.note ?? null,
  });
}

export function qualify(set: CodeSet, code: string): QualifiedCode {
  return { set: set.id, version: set.version, code };
}
