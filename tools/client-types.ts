import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

/** The servers whose endpoints the command line calls through a typed client. */
export const CLIENT_APPS = ['referral-publisher', 'agency-node', 'audit-portal'] as const;

/** The client sets these on every request, so no call has to. */
const SENT_BY_THE_CLIENT = new Set(['x-correlation-id']);
/** Prose and formats change no type; without them a reworded description leaves the generated file as it is. */
const WITHOUT_TYPE = new Set(['description', 'summary', 'format', 'pattern', 'example', 'examples', 'title']);

export function clientTypesFile(app: string): string {
  return `apps/cli/src/api/${app}.ts`;
}

/** TypeScript types of an app's endpoints under /v1, from docs/api/<app>.openapi.json. */
export async function renderClientTypes(app: string): Promise<string> {
  const document = JSON.parse(await readFile(`docs/api/${app}.openapi.json`, 'utf8')) as OpenAPI3;
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).filter(([path]) => path.startsWith('/v1/')));
  const types = await openapiTS({ ...document, ...(typesOnly({ paths, components: document.components }) as Partial<OpenAPI3>) });
  return `// Generated from docs/api/${app}.openapi.json by "npm run docs:api". Do not edit.\n${astToString(types)}`;
}

export async function writeClientTypes(app: string): Promise<string> {
  await writeFile(clientTypesFile(app), await renderClientTypes(app));
  return clientTypesFile(app);
}

/** A part of a document without prose, without parameters that the client sets, and without refusals, which are thrown. */
function typesOnly(node: unknown, parent = ''): unknown {
  if (Array.isArray(node)) return node.filter((each) => !isSentByTheClient(each)).map((each) => typesOnly(each));
  if (typeof node !== 'object' || node === null) return node;
  const isNames = parent === 'properties' || parent === 'schemas' || parent === 'paths';
  const kept = Object.entries(node).filter(([name]) => isNames || !(parent === 'responses' ? /^[45]/.test(name) : WITHOUT_TYPE.has(name)));
  return Object.fromEntries(kept.map(([name, value]) => [name, typesOnly(value, isNames ? '' : name)]));
}

function isSentByTheClient(node: unknown): boolean {
  const { in: place, name } = (node ?? {}) as { readonly in?: unknown; readonly name?: unknown };
  return place === 'header' && SENT_BY_THE_CLIENT.has(String(name));
}
