import { byKey } from './compare.js';

/** Anything JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * RFC 8785 (JSON Canonicalization Scheme): the same value always gives the same bytes, whatever the order of its keys.
 * ECMAScript's own number and string serialisation is the one the RFC prescribes, and its default string order
 * (UTF-16 code units) is the RFC's key order.
 *
 * @throws RangeError for what JSON cannot carry: NaN, infinities, lone surrogates.
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
