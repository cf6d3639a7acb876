import { canonicalJson, type JsonValue, sha256Hex } from '#libs/kernel';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import type { EventContract } from '../events/event-contract.js';
import type { JsonSchema } from '../validation/fields.js';
import { jsonSchemaOf } from '../validation/schema.js';

/** A released event version: the release that was the first to have it, and the digest of its schema then. */
interface ReleasedSchema {
  readonly release: string;
  readonly digest: string;
}

/** Released event versions by dataschema. */
export type ReleasedSchemas = Readonly<Record<string, ReleasedSchema>>;

/** Folder of the published schemas, relative to the root of the repository. */
export const SCHEMA_FOLDER = 'libs/contracts/schemas';
/** Lists every released event version with the digest of its schema. Empty until 1.0. */
export const RELEASED_FILE = `${SCHEMA_FOLDER}/released.json`;

/** Keywords that explain a schema and do not decide which values it accepts: wording may improve without a new version. */
const ANNOTATIONS = new Set(['description', 'title', 'examples', '$comment']);

/** The published JSON Schema of one event version, with its `$id`. */
export function publishedSchema(contract: EventContract): JsonSchema {
  const { title: _, ...schema } = jsonSchemaOf(contract.class, { id: contract.dataschema });
  const { $schema = '', ...rest } = schema;
  return { $schema, $id: contract.dataschema, title: contract.type, description: contract.summary, ...rest };
}

/** SHA-256 over the rules of a schema, in hexadecimal: annotations and the order of keys do not count. */
export function schemaDigest(schema: JsonSchema): string {
  return sha256Hex(canonicalJson(withoutAnnotations(schema)));
}

/** Digests of the schemas of these contracts, by dataschema. */
export function schemaDigests(contracts: readonly EventContract[] = EVENT_CONTRACTS): Readonly<Record<string, string>> {
  return Object.fromEntries(contracts.map((contract) => [contract.dataschema, schemaDigest(publishedSchema(contract))]));
}

/** Schema and example files by path (relative to the root of the repository), generated from the contract classes. */
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
 * Compares the released versions with the schemas of the classes. A released version never changes, because other organisations
 * have built on it and its events are still in topics and logs. Before a release, versions may change freely.
 *
 * @returns one sentence for each released version that has changed or has no class.
 */
export function brokenReleases(released: ReleasedSchemas, now: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(released).flatMap(([dataschema, { release, digest }]) => {
    if (now[dataschema] === digest) return [];
    const change = now[dataschema] === undefined ? 'no class describes it any more' : 'its schema would change';
    return [`${dataschema} was released with ${release}, and ${change}: restore it, and make the change in a class and contract of the next version.`];
  });
}

/** The list of released versions after a release: it gains the versions that no earlier release shipped. */
export function withRelease(released: ReleasedSchemas, release: string, now: Readonly<Record<string, string>>): ReleasedSchemas {
  return { ...Object.fromEntries(Object.entries(now).map(([dataschema, digest]) => [dataschema, { release, digest }])), ...released };
}

/** JSON in the form of the repository's files. */
export function asFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function withoutAnnotations(value: JsonValue, inProperties = false): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutAnnotations(item));
  if (value === null || typeof value !== 'object') return value;
  // Below `properties` and `$defs` the keys are names: a field may be called `description`.
  const kept = Object.entries(value).filter(([key]) => inProperties || !ANNOTATIONS.has(key));
  return Object.fromEntries(
    kept.map(([key, member]) => [key, withoutAnnotations(member, !inProperties && (key === 'properties' || key === '$defs'))]),
  );
}
