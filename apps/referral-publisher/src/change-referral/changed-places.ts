import { MAX_CHANGED_FIELDS } from '#libs/contracts';
import { canonicalJson, type JsonValue } from '#libs/kernel';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Where two contents, or two views of one, differ: JSON pointers of field names and list positions, never a value. Where
 * something is there on one side only, its own place is named and nothing below it. A list of single values is one place.
 */
export function changedPlaces(before: unknown, after: unknown): readonly string[] {
  // A bound for the message's sake; a correction of 50 fields cannot reach it but by moving children about in a view.
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
