import { MAX_CHANGED_FIELDS } from '#libs/contracts';
import { canonicalJson, type JsonValue } from '#libs/kernel';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Lists the places where two contents, or two views of one content, differ. A place is a JSON pointer of field names and list
 * positions, never a value. Where a part exists on one side only, the list has its own pointer and none below it. A list of single
 * values is one place.
 */
export function changedPlaces(before: unknown, after: unknown): readonly string[] {
  // The limit bounds the size of the message. A correction of 50 fields exceeds it only by moving children about in a view.
  return differences(before as JsonValue, after as JsonValue, '').slice(0, MAX_CHANGED_FIELDS);
}

function differences(before: JsonValue | undefined, after: JsonValue | undefined, at: string): string[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) return [at];
  if (isList(before) && isList(after)) return inLists(before, after, at);
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(before[name], after[name], `${at}/${name}`));
  }
  return canonicalJson(before) === canonicalJson(after) ? [] : [at];
}

function inLists(before: readonly JsonValue[], after: readonly JsonValue[], at: string): string[] {
  if (![...before, ...after].every((item) => isObject(item))) return canonicalJson(before) === canonicalJson(after) ? [] : [at];
  const longer = before.length > after.length ? before : after;
  return longer.flatMap((_, index) => differences(before[index], after[index], `${at}/${index}`));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
