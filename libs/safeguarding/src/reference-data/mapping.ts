import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { Source } from '../source.js';
import type { CodeSet, QualifiedCode } from './code-set.js';

/**
 * A translation of one list into another. It replaces nothing: the source code remains the record, and the translation is its
 * possible name elsewhere.
 */
export interface CodeMapping {
  readonly id: string;
  readonly version: number;
  readonly from: CodeSet;
  readonly to: CodeSet;
  /** The list of reasons that may decide between several translations, if the source list has such reasons. */
  readonly reasons?: CodeSet;
  readonly source: Source;
  readonly effectiveFrom: string;
  readonly entries: readonly MappingEntry[];
}

export interface MappingEntry {
  readonly from: string;
  /** The recorded reasons for which this entry applies; absent if it applies for all. */
  readonly reasons?: readonly string[];
  /** One code if it is certain, several if only the person can decide. */
  readonly to: readonly [string, ...string[]];
  /**
   * `exact`: both codes have the same meaning, so that translating back gives the first code. `lossy`: a recorded fact is no
   * longer visible, or the target is not certain.
   */
  readonly fidelity: 'exact' | 'lossy';
  /** For `lossy`: the loss. */
  readonly note?: string;
}

/** A translation, together with the recorded code. */
interface Translation {
  readonly source: QualifiedCode;
  readonly reason: QualifiedCode | null;
  readonly mapping: { readonly id: string; readonly version: number };
  /** The possible codes in the other list; exactly one if it is certain. */
  readonly targets: readonly QualifiedCode[];
  readonly fidelity: 'exact' | 'lossy';
  readonly note: string | null;
}

type TranslationRefusal = Failure<'not-of-the-source-set' | 'no-mapping'>;

/**
 * Translates a recorded code. The code must name its list, because the same letters have another meaning in other lists.
 *
 * @param reason the recorded reason, of the mapping's `reasons` list; a reason of another list is ignored.
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
