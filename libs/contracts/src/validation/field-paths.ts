import { type Constructor, fieldsOf, innerClass } from './fields.js';

/**
 * Every leaf of a contract class as a dotted path, lists flattened: `children.name.given`, `narrative`. A list of
 * single values is a leaf.
 */
export function leafPathsOf(type: Constructor): readonly string[] {
  return [...fieldsOf(type)].flatMap(([name, { shape }]) => {
    const inner = innerClass(shape);
    return inner === undefined ? [name] : leafPathsOf(inner).map((path) => `${name}.${path}`);
  });
}

/** True if `field` (a leaf or a prefix such as `children.name`) covers the leaf: equal, or a whole leading part of it. */
export function coversField(field: string, leaf: string): boolean {
  return leaf === field || leaf.startsWith(`${field}.`);
}
