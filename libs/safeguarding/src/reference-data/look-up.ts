import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { CodeEntry, CodeSet } from './code-set.js';
import { CODE_SETS } from './code-sets.js';

type CodeRefusalCode = 'unknown-code' | 'retired-code' | 'code-of-another-set' | 'unlisted-code';

/** Why a code cannot be used in a field. It names the field and code sets, never the code, because the code may describe a child. */
interface CodeRefusal extends Failure<CodeRefusalCode> {
  readonly field: string;
  /** For `code-of-another-set`: the ids of the sets that contain it. Empty otherwise. */
  readonly belongsTo: readonly string[];
}

/**
 * Looks a code up in the set of its field.
 *
 * - `retired-code`: the set contained it before, and no longer on that day;
 * - `code-of-another-set`: another list contains it, for example a census code in a police field;
 * - `unknown-code`: no list contains it;
 * - `unlisted-code`: this list is an extract, so the code may be valid. Other lists are not searched then, because `21` is a
 *   police force and may also be a factor that the extract lacks.
 *
 * @param field the field's name, for the message
 * @param day the day of recording (ISO local date)
 * @param sets the lists in which the owner of a misplaced code is searched
 */
export function lookUpCode(
  set: CodeSet,
  code: string,
  field: string,
  day: string,
  sets: readonly CodeSet[] = CODE_SETS,
): Outcome<CodeEntry, CodeRefusal> {
  const refuse = (refusal: CodeRefusalCode, what: string, belongsTo: readonly string[] = []): Outcome<CodeEntry, CodeRefusal> =>
    failure({ code: refusal, field, belongsTo, message: `${field}: ${what}` });
  const entry = set.codes.find((each) => each.code === code);
  if (entry !== undefined) {
    if (entry.retired === undefined || day < entry.retired) return success(entry);
    return refuse('retired-code', `this code of ${set.id} was retired on ${entry.retired}. Record a code that is in use.`);
  }
  if (!set.complete) return refuse('unlisted-code', `the exchange has an extract of ${set.id}, and this code is not in it.`);
  const others = sets.filter((other) => other.id !== set.id && other.codes.some((each) => each.code === code));
  if (others.length === 0) return refuse('unknown-code', `this is not a code of ${set.id} (${set.title}).`);
  const owners = [...new Set(others.map(({ id }) => id))];
  return refuse('code-of-another-set', `this code belongs to ${owners.join(' and to ')}. Record a code of ${set.id} here.`, owners);
}
