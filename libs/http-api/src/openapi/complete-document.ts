import type { OpenAPIObject } from '@nestjs/swagger';

import type { ApiTag } from '../server/http-app-definition.js';
import { exampleOfContract, exampleOfMedia, exampleOfParameter } from './examples.js';

/** The operations that every app has, after its own. */
const COMMON_TAGS: readonly ApiTag[] = [
  { name: 'Dead letters', description: 'For operators: messages that this app could not take, and the way out of that.', paths: /^\/v1\/dead-letters/ },
  { name: 'Operation', description: 'For operators and load balancers: health, metrics, problem codes, and these pages.', paths: /^\/(?!v1\/)/ },
];

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Content = Record<string, { schema?: object; example?: unknown }>;

/** Gives each operation its tag and its examples, and puts those that people come for first. */
export function completeDocument(document: OpenAPIObject, ownTags: readonly ApiTag[]): OpenAPIObject {
  const tags = [...ownTags, ...COMMON_TAGS];
  const rankOf = (path: string): number => tags.findIndex(({ paths }) => paths.test(path));
  const untagged = Object.keys(document.paths).find((path) => rankOf(path) < 0);
  if (untagged !== undefined) throw new TypeError(`${untagged} has no tag: add a tag with its path to the definition of the app`);
  const paths = Object.entries(document.paths).toSorted(([one], [other]) => rankOf(one) - rankOf(other));
  const used = tags.filter(({ paths: pattern }) => paths.some(([path]) => pattern.test(path)));
  return {
    ...document,
    tags: used.map(({ name, description }) => ({ name, description })),
    paths: Object.fromEntries(paths.map(([path, item]) => [path, completeItem(path, item, tags[rankOf(path)]?.name ?? '')])),
  };
}

function completeItem(path: string, item: PathItem, tag: string): PathItem {
  return Object.fromEntries(Object.entries(item).map(([method, operation]) =>
    [method, completeOperation(`${method.toUpperCase()} ${path}`, path, operation as Operation, tag)]));
}

function completeOperation(id: string, path: string, operation: Operation, tag: string): Operation {
  const { parameters = [], requestBody, responses } = operation;
  return {
    ...operation,
    tags: [tag],
    parameters: parameters.map((parameter) => {
      // An example of an optional parameter would be sent by everyone who tries the operation.
      if ('$ref' in parameter || parameter.required !== true) return parameter;
      const example = exampleOfParameter(path, parameter.name);
      return { ...parameter, ...(example !== undefined && { example }) };
    }),
    ...(requestBody !== undefined && 'content' in requestBody && { requestBody: { ...requestBody, content: completeContent(id, requestBody.content) } }),
    responses: Object.fromEntries(Object.entries(responses).map(([status, response]) => {
      if (response === undefined || !status.startsWith('2') || !('content' in response)) return [status, response];
      return [status, { ...response, content: completeContent(id, response.content) }];
    })) as Operation['responses'],
  };
}

function completeContent(id: string, content: Content): Content {
  return Object.fromEntries(Object.entries(content).map(([mediaType, media]) => {
    const name = /\/([^/]+)$/.exec(referenceOf(media.schema))?.[1];
    const example = name === undefined ? exampleOfMedia(id, mediaType) : exampleOfContract(name);
    return [mediaType, { ...media, ...(example !== undefined && { example }) }];
  }));
}

function referenceOf(schema: object | undefined): string {
  return schema !== undefined && '$ref' in schema && typeof schema.$ref === 'string' ? schema.$ref : '';
}
