import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import type { CodeEntry, CodeSet } from './code-set.js';
import { CODE_SETS } from './code-sets.js';

export type CodeRefusalCode = 'unknown-code' | 'retired-code' | 'code-of-another-set' | 'unlisted-code';

/** Why a code cannot be used in a field. Names the field and code sets, never the code: it may describe a child. */
export interface CodeRefusal extends Failure<CodeRefusalCode> {
  readonly field: string;
  /** For `code-of-another-set`: the ids of the sets that have it. Empty otherwise. */
  readonly belongsTo: readonly string[];
}

/**
 * Looks a code up in the set that its field is recorded in.
 *
 * - `retired-code`: the set had it once, and no longer on that day;
 * - `code-of-another-set`: another list has it, which is how a census code ends up in a police field;
 * - `unknown-code`: no list has it;
 * - `unlisted-code`: this list is an extract, so the code may be good. Nothing is said about other lists then: `21` is a
 *   police force and may also be a factor that the extract leaves out.
 *
 * @param field the field's name, for the message
 * @param day the day of recording (ISO local date)
 * @param sets where to look for the list that a stray code belongs to
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
  if (!set.complete) return refuse('unlisted-code', `${set.id} is held as an extract, and this code is not in it.`);
  const others = sets.filter((other) => other.id !== set.id && other.codes.some((each) => each.code === code));
  if (others.length === 0) return refuse('unknown-code', `this is not a code of ${set.id} (${set.title}).`);
  const owners = [...new Set(others.map(({ id }) => id))];
  return refuse('code-of-another-set', `this code belongs to ${owners.join(' and to ')}. Record a code of ${set.id} here.`, owners);
}
