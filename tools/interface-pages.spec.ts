import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { APPS } from '#libs/contracts';

interface Media {
  readonly schema?: { readonly $ref?: string };
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
  readonly example?: unknown;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Document {
  readonly info: { readonly title: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: Readonly<Record<string, { readonly name: string }>> };
}

const FOLDER = join('libs', 'contracts', 'examples', 'http');
const documents = APPS.map(({ name }) => [name, JSON.parse(readFileSync(join('docs', 'api', `${name}.openapi.json`), 'utf8')) as Document] as const);
const operations = documents.flatMap(([app, document]) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ id: `${app}: ${method.toUpperCase()} ${path}`, path, operation, document }))));

function ajvOf(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  return ajv;
}

/** Compiles a schema of a document with the schemas that it refers to. */
function validatorOf({ components }: Document, schema: object): ValidateFunction {
  return ajvOf().compile({ ...schema, components });
}

/** The faults of one example; one sentence for a missing one. */
function faultsOf(document: Document, where: string, schema: object | undefined, example: unknown): string[] {
  if (example === undefined) return [`${where} has no example`];
  const validate = validatorOf(document, schema ?? {});
  validate(example);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message ?? ''}`);
}

function faultsOfOperation(operation: Operation, document: Document): string[] {
  const { parameters = [], requestBody, responses } = operation;
  const contents = [
    ...Object.entries(requestBody?.content ?? {}).map(([type, media]) => ({ where: `the body as ${type}`, media })),
    ...Object.entries(responses).filter(([status]) => status.startsWith('2')).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).map(([type, media]) => ({ where: `the answer ${status} as ${type}`, media }))),
  ];
  return [
    ...parameters.filter(({ required }) => required === true).flatMap(({ name, schema, example }) => faultsOf(document, `the parameter ${name}`, schema, example)),
    ...contents.flatMap(({ where, media: { schema, example } }) => faultsOf(document, where, schema, example)),
  ];
}

describe('the pages of the interfaces', () => {
  it.each(operations)('$id has examples of what is sent and what is answered, and each keeps its schema', ({ operation, document }) => {
    expect(faultsOfOperation(operation, document)).toEqual([]);
  });

  it('an operation without an example, or with a wrong one, is found', () => {
    const [found] = operations.filter(({ id }) => id === 'agency-node: PUT /v1/inbox/{referralId}/redirection');
    if (found === undefined) throw new Error('the operation is gone');
    const schema = { $ref: '#/components/schemas/RedirectionRequest' };
    const withBody = (media: Media): Operation => ({ ...found.operation, requestBody: { content: { 'application/json': media } } });
    expect(faultsOfOperation(withBody({ schema }), found.document)).toEqual(['the body as application/json has no example']);
    expect(faultsOfOperation(withBody({ schema, example: { agency: 'northmoor-csc' } }), found.document)).toEqual([
      expect.stringContaining("must have required property 'reason'"),
    ]);
  });

  it.each(documents)('%s puts what people come for first, under tags that explain themselves, and operation last', (_, { tags, paths }) => {
    const names = tags.map(({ name }) => name);
    const ranks = Object.values(paths).flatMap((item) => Object.values(item).map(({ tags: [tag = ''] = [] }) => names.indexOf(tag)));
    expect(ranks).not.toContain(-1);
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(names.at(-1)).toBe('Operation');
    expect(tags.filter(({ description }) => description === '')).toEqual([]);
  });

  it.each(documents)('%s lets a reader enter the token once, for every operation that asks for it', (_, { components, paths }) => {
    expect(Object.keys(components.securitySchemes)).toEqual(['dpop', 'bearer', 'assertedPerson']);
    const business = Object.entries(paths).filter(([path]) => path.startsWith('/v1/')).flatMap(([, item]) => Object.values(item));
    expect(business.filter(({ security = [] }) => security.length === 0)).toEqual([]);
    const asked = business.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name));
    expect(asked.filter((name) => name.startsWith('exchange-'))).toEqual([]);
  });

  it('no example is left over, and the example referral of the README is that of the pages', () => {
    const used = JSON.stringify(documents);
    const contracts = readdirSync(FOLDER).filter((file) => /^[A-Z]/.test(file)).map((file) => file.replace('.json', ''));
    expect(contracts.filter((name) => !used.includes(`/schemas/${name}"`))).toEqual([]);
    expect(JSON.parse(readFileSync(join(FOLDER, 'SubmitReferralRequest.json'), 'utf8'))).toEqual(JSON.parse(readFileSync('docs/examples/referral.json', 'utf8')));
  });
});
