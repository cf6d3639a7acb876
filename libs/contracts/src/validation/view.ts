import { applyOptional, applyShape, type ClassKey, type Constructor, fieldsOf, noteField, type Shape } from './fields.js';

/** The fields that are marked with `@GivenByExchange()`. */
type GivenId = 'childId' | 'episodeId';

/** `T` with every field of every object optional but the ids that the exchange gives; the entries of lists are changed in the same way. */
export type ViewOf<T> = T extends readonly (infer Item)[]
  ? readonly ViewOf<Item>[]
  : T extends object
    ? { readonly [Key in Exclude<keyof T, GivenId>]?: ViewOf<T[Key]> } & { readonly [Key in Extract<keyof T, GivenId>]: T[Key] }
    : T;

const views = new WeakMap<ClassKey, Constructor>();

/**
 * The contract class of a view of `type`: the same fields under the same rules, each optional at every level. It is derived, so
 * that a field added to the source is in the view automatically, unless it is marked with `@NeverShown()`. An id that the exchange
 * gives stays required.
 *
 * Lists of objects may hold equal entries, because two children may differ only in fields that a recipient may not see.
 */
export function viewClassOf<T>(type: Constructor<T>, name = `${type.name}View`): Constructor<ViewOf<T>> {
  const known = views.get(type);
  if (known !== undefined) return known as Constructor<ViewOf<T>>;
  const holder: Record<string, Constructor> = { [name]: class {} };
  const view = holder[name] as Constructor;
  views.set(type, view);
  const target = (view as { prototype: object }).prototype;
  for (const [property, { shape, description, neverShown, givenByExchange }] of fieldsOf(type)) {
    if (neverShown === true) continue;
    if (shape !== undefined) applyShape(target, property, thinned(shape));
    if (givenByExchange !== true) applyOptional(target, property);
    if (description !== undefined) noteField(target, property, { description });
  }
  return view as Constructor<ViewOf<T>>;
}

function thinned(shape: Shape): Shape {
  if (shape.kind === 'nested') return { kind: 'nested', type: () => viewClassOf(shape.type()) };
  if (shape.kind !== 'list' || typeof shape.items !== 'function') return shape;
  const items = shape.items;
  return { ...shape, items: () => viewClassOf(items()), bounds: { ...shape.bounds, unique: false } };
}
