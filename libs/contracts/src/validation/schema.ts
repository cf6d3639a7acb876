import { targetConstructorToSchema } from 'class-validator-jsonschema';

import { type ClassKey, type Constructor, fieldsOf, innerClass, isDeclaredEmpty, type JsonSchema } from './fields.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The `$id` of a schema of this exchange. It is a URN, because a reader of a message has to fetch nothing. */
export function schemaId(name: string): string {
  return `urn:safeguarding-exchange:schema:${name}`;
}

/**
 * The JSON Schema (draft 2020-12) of a contract class: self-contained, every object closed.
 *
 * @param id `$id`; by default made from the class name.
 * @throws TypeError for a class without contract decorators (such as the empty class that an interface compiles to), because
 * its schema would accept anything.
 */
export function jsonSchemaOf(type: Constructor, { id = schemaId(type.name) }: { readonly id?: string } = {}): JsonSchema {
  const [, ...nested] = reachableFrom(type);
  const definitions = Object.fromEntries(nested.map((each) => [each.name, objectSchema(each)]));
  return {
    $schema: DIALECT,
    $id: id,
    title: type.name,
    ...objectSchema(type),
    ...(nested.length > 0 && { $defs: definitions }),
  };
}

/**
 * The schemas of several classes and all they contain, by class name, with references that begin with `refPrefix`
 * (`#/components/schemas/` in OpenAPI and AsyncAPI).
 */
export function jsonSchemaDefinitions(types: readonly Constructor[], refPrefix: string): Readonly<Record<string, JsonSchema>> {
  const all = new Map<string, ClassKey>();
  for (const type of types.flatMap((each) => reachableFrom(each))) {
    if ((all.get(type.name) ?? type) !== type) throw sameName(type);
    all.set(type.name, type);
  }
  const definitions = Object.fromEntries([...all].map(([name, type]) => [name, objectSchema(type)]));
  return JSON.parse(JSON.stringify(definitions).replaceAll('"#/$defs/', `"${refPrefix}`)) as Record<string, JsonSchema>;
}

/** The class and every class that its fields reach, each once, in the order of discovery. */
function reachableFrom(root: ClassKey): ClassKey[] {
  const found = [root];
  for (const type of found) {
    for (const { shape } of fieldsOf(type).values()) {
      const inner = innerClass(shape);
      if (inner === undefined || found.includes(inner)) continue;
      if (found.some((other) => other.name === inner.name)) throw sameName(inner);
      found.push(inner);
    }
  }
  return found;
}

/** Definitions are named after classes, so that one of two classes with the same name would silently replace the other. */
function sameName(type: ClassKey): TypeError {
  return new TypeError(`two contract classes are named ${type.name}: rename one`);
}

function objectSchema(type: ClassKey): JsonSchema {
  const fields = fieldsOf(type);
  if (fields.size === 0) {
    if (isDeclaredEmpty(type)) return { type: 'object', properties: {}, additionalProperties: false };
    throw new TypeError(`${type.name} declares no contract fields and would accept anything: decorate them, or mark it @EmptyBody()`);
  }
  const shapeless = [...fields].find(([, field]) => field.shape === undefined);
  if (shapeless !== undefined) throw new TypeError(`${type.name}.${shapeless[0]} has no rule of its own`);
  const { properties, required } = targetConstructorToSchema(type) as { properties: JsonSchema; required?: string[] };
  const ordered = Object.fromEntries([...fields.keys()].map((name) => [name, properties[name] ?? {}]));
  const conditions = [...fields].flatMap(([name, { requiredWhen }]) =>
    requiredWhen === undefined
      ? []
      : [{
          if: { properties: { [requiredWhen.property]: { enum: requiredWhen.values } }, required: [requiredWhen.property] },
          // oxlint-disable-next-line unicorn/no-thenable -- a JSON Schema keyword, and nothing awaits a schema
          then: { required: [name] },
        }],
  );
  return {
    type: 'object',
    properties: ordered,
    ...(required !== undefined && { required: [...fields.keys()].filter((name) => required.includes(name)) }),
    additionalProperties: false,
    ...(conditions.length > 0 && { allOf: conditions }),
  };
}
