import { isScalar, stringify } from 'yaml';

import { isInstant, LONDON_TIMES, type Times } from '#libs/sentences';

import { printable } from './printable.js';

/** Field names in the order in which a reader expects them; other fields come last. */
export type FieldOrder = ReadonlyMap<string, number>;

/** A document as YAML for reading, with its times as every text has them. The contract's own field names are kept, so that a reader can look them up there. */
export function describeObject(value: object, times: Times = LONDON_TIMES, order: FieldOrder = new Map()): string[] {
  const rank = ({ key }: { readonly key: unknown }): number => order.get(String(isScalar(key) ? key.value : key)) ?? order.size;
  const sortMapEntries = order.size > 0 && ((left: { readonly key: unknown }, right: { readonly key: unknown }) => rank(left) - rank(right));
  return printable(stringify(value, (_, field: unknown) => (typeof field === 'string' && isInstant(field) ? times.at(field) : field), { lineWidth: 0, sortMapEntries, aliasDuplicateObjects: false }).trimEnd()).split('\n');
}

/** The order in which a JSON Schema names its properties, those of nested objects included. */
export function fieldOrderOf(schema: unknown): FieldOrder {
  const order = new Map<string, number>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties } = node as { readonly properties?: object };
    for (const name of Object.keys(properties ?? {})) if (!order.has(name)) order.set(name, order.size);
    for (const child of Object.values(node)) visit(child);
  };
  visit(schema);
  return order;
}
