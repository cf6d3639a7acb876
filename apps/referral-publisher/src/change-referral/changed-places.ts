import { GIVEN_IDS, MAX_CHANGED_FIELDS } from '#libs/contracts';
import { canonicalJson, type JsonValue } from '#libs/kernel';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Lists the places where two contents, or two views of one content, differ. A place is a JSON pointer of field names and of the ids of
 * children and missing episodes, never a position and never a value. Where a part exists on one side only, the list has its own pointer and none below it. A list of other
 * values is one place.
 */
export function changedPlaces(before: unknown, after: unknown): readonly string[] {
  // The limit bounds the size of the message.
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
  const [earlier, later] = [byGivenId(before), byGivenId(after)];
  if (earlier === undefined || later === undefined) return canonicalJson(before) === canonicalJson(after) ? [] : [at];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((id) => differences(earlier.get(id), later.get(id), `${at}/${id}`));
}

/** @returns undefined for a list of other values than objects with ids. */
function byGivenId(items: readonly JsonValue[]): ReadonlyMap<string, JsonValue> | undefined {
  const entries = items.map((item) => [isObject(item) ? givenIdOf(item) : undefined, item] as const);
  return entries.every(([id]) => id !== undefined) ? new Map(entries as readonly (readonly [string, JsonValue])[]) : undefined;
}

function givenIdOf(item: JsonObject): string | undefined {
  const id = Object.entries(item).find(([name]) => GIVEN_IDS.has(name))?.[1];
  return typeof id === 'string' ? id : undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
