// class-transformer reads decorator metadata through it.
import 'reflect-metadata';

import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { byKey, type JsonValue } from '#libs/kernel';

export type JsonSchema = { readonly [keyword: string]: JsonValue };
// oxlint-disable-next-line typescript/no-unsafe-function-type -- metadata storages are keyed by the class itself
export type ClassKey = Function;
export type Constructor<T = unknown> = new () => T;

/** A rule for one value that is neither an object nor a list, in two forms: as a schema and as a predicate. */
export interface ScalarRule {
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => boolean;
}

export interface ListBounds {
  readonly min?: number;
  readonly max: number;
  /** No two equal entries (deep equality). */
  readonly unique?: boolean;
}

export type Shape =
  | { readonly kind: 'scalar'; readonly rule: ScalarRule }
  | { readonly kind: 'nested'; readonly type: () => Constructor }
  | { readonly kind: 'list'; readonly items: ScalarRule | (() => Constructor); readonly bounds: ListBounds };

/** `property` has one of `values`: then the field may not be left out. */
interface RequiredWhen {
  readonly property: string;
  readonly values: readonly string[];
}

export interface Field {
  readonly shape?: Shape;
  readonly optional?: boolean;
  readonly requiredWhen?: RequiredWhen;
  readonly description?: string;
  /** No view contains the field, because it decides the recipients or the hidden fields. */
  readonly neverShown?: boolean;
  /** The exchange gives the value: an id. A view shows it with any other field of its object, and no agreement can name it. */
  readonly givenByExchange?: boolean;
}

const fieldsByClass = new WeakMap<ClassKey, Map<string, Field>>();
const emptyClasses = new WeakSet<ClassKey>();

/**
 * The fields of a contract class in the order of their declaration, those of the base class first. Empty for a class that
 * declares none.
 */
export function fieldsOf(type: ClassKey): ReadonlyMap<string, Field> {
  const own = fieldsByClass.get(type) ?? new Map<string, Field>();
  const parent: unknown = Object.getPrototypeOf(type);
  if (typeof parent !== 'function' || parent === Function.prototype) return own;
  return new Map([...fieldsOf(parent), ...own]);
}

/** True for a class that is marked with `@EmptyBody()`. */
export function isDeclaredEmpty(type: ClassKey): boolean {
  return emptyClasses.has(type);
}

export function declareEmpty(type: ClassKey): void {
  emptyClasses.add(type);
}

/** Adds a fact about a field. Decorators run from the last to the first, so any order must work. */
export function noteField(target: object, property: string | symbol, note: Field): void {
  const fields = fieldsByClass.get(target.constructor) ?? new Map<string, Field>();
  fieldsByClass.set(target.constructor, fields);
  fields.set(String(property), { ...fields.get(String(property)), ...note });
}

/** Gives a property its shape: class-validator's rule, class-transformer's type and the JSON Schema. */
export function applyShape(target: object, property: string | symbol, shape: Shape): void {
  noteField(target, property, { shape });
  // Never the value: messages reach callers and logs.
  const rule = { validate: (value: unknown) => fits(shape, value), defaultMessage: () => '$property breaks its contract' };
  ValidateBy({ name: 'contract', validator: rule })(target, property);
  const nested = nestedType(shape);
  if (nested !== undefined) {
    Type(nested)(target, String(property));
    ValidateNested({ each: shape.kind === 'list' })(target, property);
  }
  JSONSchema(() => described(schemaOf(shape), fieldsOf(target.constructor).get(String(property))))(target, String(property));
}

export function applyOptional(target: object, property: string | symbol, requiredWhen?: RequiredWhen): void {
  noteField(target, property, { optional: true, ...(requiredWhen && { requiredWhen }) });
  // Not IsOptional(), which accepts null: null means "known to be nothing", absence means "not stated".
  const isChecked = (owner: Record<string, unknown>, value: unknown): boolean => value !== undefined || applies(requiredWhen, owner);
  ValidateIf(isChecked)(target, property);
}

function applies(condition: RequiredWhen | undefined, owner: Record<string, unknown>): boolean {
  return condition !== undefined && condition.values.some((value) => owner[condition.property] === value);
}

/** The contract class of a field's object or list entries; undefined for single values. */
export function innerClass(shape: Shape | undefined): Constructor | undefined {
  return shape === undefined ? undefined : nestedType(shape)?.();
}

function nestedType(shape: Shape): (() => Constructor) | undefined {
  if (shape.kind === 'nested') return shape.type;
  return shape.kind === 'list' && typeof shape.items === 'function' ? shape.items : undefined;
}

function schemaOf(shape: Shape): JsonSchema {
  if (shape.kind === 'scalar') return shape.rule.schema;
  if (shape.kind === 'nested') return reference(shape.type);
  const { items, bounds } = shape;
  return {
    type: 'array',
    minItems: bounds.min ?? 1,
    maxItems: bounds.max,
    ...(bounds.unique === true && { uniqueItems: true }),
    items: typeof items === 'function' ? reference(items) : items.schema,
  };
}

function reference(type: () => Constructor): JsonSchema {
  return { $ref: `#/$defs/${type().name}` };
}

/** The schema with the field's description before the description of the shape. */
function described(schema: JsonSchema, field: Field | undefined): JsonSchema {
  const sentences = [field?.description, schema['description']].filter((each) => typeof each === 'string');
  return sentences.length === 0 ? schema : { ...schema, description: sentences.join(' ') };
}

/**
 * The rule of a value. A nested object is checked here only for being an object, because ValidateNested checks its fields.
 * ValidateNested alone accepts an object for a list, a list for an object, and a list of lists for a list.
 */
function fits(shape: Shape, value: unknown): boolean {
  if (shape.kind === 'scalar') return shape.rule.accepts(value);
  if (shape.kind === 'nested') return isObject(value);
  const { items, bounds } = shape;
  if (!Array.isArray(value) || value.length < (bounds.min ?? 1) || value.length > bounds.max) return false;
  const entries: readonly unknown[] = value;
  if (!entries.every((entry) => (typeof items === 'function' ? isObject(entry) : items.accepts(entry)))) return false;
  return bounds.unique !== true || new Set(entries.map((entry) => comparable(entry))).size === entries.length;
}

/** A JSON object: not null, not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One text for equal JSON values, in any order of their members. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).toSorted(byKey(([name]) => name))) : member,
  );
}
