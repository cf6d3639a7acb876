import { readFileSync } from 'node:fs';

import { APPS, type AppId } from '#libs/contracts';

interface Operation {
  readonly 'x-action'?: { readonly action: string };
  readonly 'x-public'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly example?: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** An endpoint as the interface file of its app has it. */
export interface Endpoint {
  readonly app: AppId;
  readonly method: string;
  readonly path: string;
  /** The row of the table of actions; undefined for a public endpoint. */
  readonly action: string | undefined;
  readonly publicBecause: string | undefined;
  /** The examples of the parameters that a request needs. */
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly example: string }[];
  /** The example of its body. */
  readonly body: object | undefined;
}

/** Every endpoint of every app, from the interface files, which a check compares with the controllers. */
export function endpoints(): readonly Endpoint[] {
  return APPS.flatMap(({ id, name }) => {
    const { paths } = JSON.parse(readFileSync(`docs/api/${name}.openapi.json`, 'utf8')) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
    return Object.entries(paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => endpointOf(id, method.toUpperCase(), path, operation)));
  });
}

function endpointOf(app: AppId, method: string, path: string, operation: Operation): Endpoint {
  const { parameters = [], requestBody } = operation;
  return {
    app, method, path, action: operation['x-action']?.action, publicBecause: operation['x-public'],
    parameters: parameters.filter(({ required }) => required === true).map((parameter) => ({ name: parameter.name, in: parameter.in, example: String(parameter.example) })),
    body: requestBody?.content['application/json']?.example as object | undefined,
  };
}
