import { existsSync, readFileSync } from 'node:fs';

import { PROJECT_ROOT } from '../server/product-version.js';

/**
 * The examples of the HTTP contracts. They are files, so that people can send them with curl, too. A test compares each with its
 * schema, and finds an operation without one.
 */
const FOLDER = new URL('libs/contracts/examples/http/', PROJECT_ROOT);

/** The example of a contract class; undefined where it has none. */
export function exampleOfContract(name: string): unknown {
  return read(`${name}.json`);
}

/** The example of an answer without a contract. @param operation such as `GET /metrics`. */
export function exampleOfMedia(operation: string, mediaType: string): unknown {
  return (read('media.json') as Readonly<Record<string, unknown>> | undefined)?.[`${operation} ${mediaType}`];
}

/** The example of a parameter. The segment before an id in the path decides about a name that several resources use. */
export function exampleOfParameter(path: string, name: string): unknown {
  const [, owner = ''] = new RegExp(`([^/]+)/\\{${name}\\}`).exec(path) ?? [];
  const examples = read('parameters.json') as Readonly<Record<string, unknown>> | undefined;
  return examples?.[`${owner}/${name}`] ?? examples?.[name];
}

function read(file: string): unknown {
  const url = new URL(file, FOLDER);
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as unknown) : undefined;
}
