import { byKey } from './compare.js';

/** A value that JSON can represent. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * RFC 8785 (JSON Canonicalization Scheme): the same value always gives the same bytes, in any order of its keys. ECMAScript's
 * number and string serialisation is the one that the RFC prescribes, and its default string order (UTF-16 code units) is the
 * RFC's key order.
 *
 * @throws RangeError for a value that JSON cannot represent: NaN, an infinity, text with a lone surrogate.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('canonical JSON carries finite numbers only');
  if (typeof value === 'string') return canonicalString(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(byKey(([key]) => key))
    .map(([key, member]) => `${canonicalString(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new RangeError('canonical JSON carries well-formed Unicode only');
  return JSON.stringify(text);
}
