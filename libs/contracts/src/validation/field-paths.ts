import { type Constructor, fieldsOf, innerClass } from './fields.js';

/**
 * Every leaf of a contract class as a dotted path, lists flattened: `children.name.given`, `narrative`. A list of single values
 * is a leaf. Fields that no view contains are excluded, and so are the ids that the exchange gives.
 */
export function leafPathsOf(type: Constructor): readonly string[] {
  return leaves(type, false).flatMap(({ path, neverShown }) => (neverShown ? [] : [path]));
}

/** The leaves that {@link leafPathsOf} excludes, because no view contains them. */
export function neverShownPathsOf(type: Constructor): readonly string[] {
  return leaves(type, false).flatMap(({ path, neverShown }) => (neverShown ? [path] : []));
}

/** The names of the ids that the exchange gives to the objects of a contract class. */
export function givenNamesOf(type: Constructor): ReadonlySet<string> {
  const own = [...fieldsOf(type)].flatMap(([name, { shape, givenByExchange }]) => {
    const inner = innerClass(shape);
    return [...(givenByExchange === true ? [name] : []), ...(inner === undefined ? [] : givenNamesOf(inner))];
  });
  return new Set(own);
}

function leaves(type: Constructor, isHidden: boolean): readonly { readonly path: string; readonly neverShown: boolean }[] {
  return [...fieldsOf(type)].flatMap(([name, { shape, neverShown = isHidden, givenByExchange }]) => {
    if (givenByExchange === true) return [];
    const inner = innerClass(shape);
    return inner === undefined ? [{ path: name, neverShown }] : leaves(inner, neverShown).map((leaf) => ({ ...leaf, path: `${name}.${leaf.path}` }));
  });
}

/** True if `field` (a leaf or a prefix such as `children.name`) covers the leaf: equal, or a whole leading part of it. */
export function coversField(field: string, leaf: string): boolean {
  return leaf === field || leaf.startsWith(`${field}.`);
}
