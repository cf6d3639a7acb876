import { canonicalJson, type JsonValue, sha256Hex } from '#libs/kernel';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import type { EventContract } from '../events/event-contract.js';
import type { JsonSchema } from '../validation/fields.js';
import { jsonSchemaOf } from '../validation/schema.js';

/** Folder of the published schemas, seen from the root of the repository. */
export const SCHEMA_FOLDER = 'libs/contracts/schemas';
/** Pins the digest of every published schema, by dataschema. */
export const PINS_FILE = `${SCHEMA_FOLDER}/published.json`;

/** Explains, but does not decide what is accepted: wording may improve without a new version. */
const ANNOTATIONS = new Set(['description', 'title', 'examples', '$comment']);

/** The schema of one event version as it is published. */
export function publishedSchema(contract: EventContract): JsonSchema {
  const { title: _, ...schema } = jsonSchemaOf(contract.class, { id: contract.dataschema });
  const { $schema = '', ...rest } = schema;
  return { $schema, $id: contract.dataschema, title: contract.type, description: contract.summary, ...rest };
}

/** What a schema accepts, as one digest: annotations and the order of keys do not count. */
export function schemaDigest(schema: JsonSchema): string {
  return sha256Hex(canonicalJson(withoutAnnotations(schema)));
}

/** Digests by dataschema, as {@link PINS_FILE} has them. */
export function schemaPins(): Readonly<Record<string, string>> {
  return Object.fromEntries(EVENT_CONTRACTS.map((contract) => [contract.dataschema, schemaDigest(publishedSchema(contract))]));
}

/** Schema and example files by path (seen from the root of the repository), generated from the contract classes. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const contract of EVENT_CONTRACTS) {
    const folder = `${SCHEMA_FOLDER}/${contract.name}/v${contract.version}`;
    files.set(`${folder}/schema.json`, asFile(publishedSchema(contract)));
    for (const [name, example] of Object.entries(contract.examples)) files.set(`${folder}/examples/${name}.json`, asFile(example));
    for (const [name, example] of Object.entries(contract.invalidExamples)) {
      files.set(`${folder}/examples/invalid/${name}.json`, asFile(example));
    }
  }
  return files;
}

/**
 * Compares pins with what the classes say now. A version once published never changes, since consumers have been built
 * on it and its events are still in topics and logs.
 *
 * @returns one sentence per version that has changed or gone.
 */
export function brokenPins(pinned: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(pinned).flatMap(([dataschema, digest]) => {
    if (now[dataschema] === digest) return [];
    const what = now[dataschema] === undefined ? 'is published, but no class describes it any more' : 'is published and would change';
    return [`${dataschema} ${what}: take the change back and make it in a class and contract of the next version (v2).`];
  });
}

/** JSON as it stands in the repository. */
export function asFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function withoutAnnotations(value: JsonValue, inProperties = false): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutAnnotations(item));
  if (value === null || typeof value !== 'object') return value;
  // Below `properties` and `$defs` keys are names: a field may well be called `description`.
  const kept = Object.entries(value).filter(([key]) => inProperties || !ANNOTATIONS.has(key));
  return Object.fromEntries(
    kept.map(([key, member]) => [key, withoutAnnotations(member, !inProperties && (key === 'properties' || key === '$defs'))]),
  );
}
