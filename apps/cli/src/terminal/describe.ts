import { printable } from './printable.js';

/** Field names in the order in which a reader expects them; whatever is not among them comes last. */
export type FieldOrder = ReadonlyMap<string, number>;

/**
 * A document as indented lines for reading: lists numbered, long text as a block. The contract's own field names are
 * kept, so that what is read here can be looked up there.
 */
export function describeObject(value: object, order: FieldOrder = new Map(), indent = 0): string[] {
  const rank = (name: string): number => order.get(name) ?? order.size;
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .toSorted(([left], [right]) => rank(left) - rank(right));
  const width = Math.max(0, ...entries.filter(([, field]) => isOneValue(field)).map(([name]) => name.length));
  return entries.flatMap(([name, field]) => describeField(name, field, { order, indent, width }));
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

interface Place {
  readonly order: FieldOrder;
  readonly indent: number;
  readonly width: number;
}

function describeField(name: string, field: unknown, place: Place): string[] {
  const margin = ' '.repeat(place.indent);
  const nested = (object: unknown): string[] => describeObject(object as object, place.order, place.indent + 2);
  if (!isOneValue(field)) {
    if (Array.isArray(field)) return field.flatMap((item, index) => [`${margin}${name} ${index + 1}`, ...nested(item)]);
    return [`${margin}${name}`, ...nested(field)];
  }
  const text = printable(Array.isArray(field) ? field.map(String).join(', ') : String(field));
  if (!text.includes('\n')) return [`${margin}${name.padEnd(place.width)}  ${text}`];
  return [`${margin}${name}`, ...text.split('\n').map((line) => `${margin}  | ${line}`)];
}

/** A value, or a list of values: what fits on one line. */
function isOneValue(value: unknown): boolean {
  return Array.isArray(value) ? value.every((item) => isOneValue(item)) : value === null || typeof value !== 'object';
}
