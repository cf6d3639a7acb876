import { STATUS_CODES } from 'node:http';

import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { openingOf, PERMISSIONS, type Opening } from '#libs/access';
import { ACCESS_REASONS, compileContract, PROBLEMS, type Constructor, type ProblemCode } from '#libs/contracts';
import { SLUG_PATTERN } from '#libs/kernel';

import { REASON_HEADER } from '../access/access-record.js';
import { findOperation, type Operation, type OperationAnswer } from '../input/operation.js';
import { CORRELATION_HEADER } from '../server/request-hooks.js';

/** A token that is bound to the caller's key, with a proof in the header DPoP. */
export const PROVEN_SCHEME = 'dpop';
/** A token alone, for a sandbox. */
export const BEARER_SCHEME = 'bearer';
/** A system names the person who acts through it. */
export const ASSERTED_PERSON_SCHEME = 'assertedPerson';

/** IDN-012 is the refusal of some rows of the table, and of no other. */
const CALLER_PROBLEMS: readonly ProblemCode[] = ['GEN-007', 'GEN-008', ...(Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => code.startsWith('IDN-') && code !== 'IDN-012')];

type Swagger = typeof import('@nestjs/swagger');
type SchemaOptions = { type: 'string'; format?: string; pattern?: string; description?: string };

const reference = (type: Constructor) => ({ $ref: `#/components/schemas/${type.name}` });
const PROBLEM_REFERENCE = { $ref: '#/components/schemas/ProblemDocument' };

interface Handler {
  readonly prototype: object;
  readonly name: string;
  /** The name that people read. */
  readonly label: string;
  readonly descriptor: PropertyDescriptor;
  /** By which callers it may be used. */
  readonly opening: Exclude<Opening, undefined>;
}

/** Controllers described already. Nest's decorators add to earlier metadata, so each controller is described once. */
const described = new WeakSet<object>();

/**
 * Passes the records of our own decorators to @nestjs/swagger.
 *
 * @returns the contract classes that the operations refer to.
 */
export function describeControllers(app: NestFastifyApplication, swagger: Swagger): readonly Constructor[] {
  const contracts: Constructor[] = [];
  for (const handler of handlersOf(app)) {
    const operation = findOperation(handler.prototype, handler.name);
    if (operation === undefined || operation.answers.length === 0) {
      throw new TypeError(`${handler.label} does not declare its answer: add ApiContractResponse or ApiMediaResponse`);
    }
    contracts.push(...contractsOf(operation));
    if (!described.has(operation)) apply(handler, decoratorsOf(operation, handler.opening, swagger));
    described.add(operation);
  }
  return contracts;
}

function handlersOf(app: NestFastifyApplication): Handler[] {
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as object;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
      if (descriptor === undefined || !Reflect.hasMetadata(PATH_METADATA, descriptor.value as object)) return [];
      const label = `${metatype.name}.${name}`;
      const opening = openingOf(descriptor.value as object, metatype);
      if (opening === undefined) throw new TypeError(`${label} is closed to every caller: add Permits with its row of the table of actions, or Public with a reason`);
      return [{ prototype, name, label, descriptor, opening }];
    });
  });
}

function apply({ prototype, name, descriptor }: Handler, decorators: readonly MethodDecorator[]): void {
  for (const decorate of decorators) decorate(prototype, name, descriptor);
}

function contractsOf({ body, answers }: Operation): Constructor[] {
  return [body, ...answers.map(({ type }) => type)].filter((type) => type !== undefined);
}

function decoratorsOf(operation: Operation, opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator[] {
  return [
    summary(operation, opening, swagger),
    ...parameters(operation, swagger),
    ...headers(operation, opening, swagger),
    ...body(operation, swagger),
    ...answersByStatus(operation).map((answers) => response(answers, swagger)),
    ...problems(operation, opening, swagger),
  ];
}

function summary({ summary, description }: Operation, opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator {
  return swagger.ApiOperation({ ...(summary !== undefined && { summary }), ...(description !== undefined && { description }), ...permission(opening) });
}

/** The row of the table of actions, as an extension of OpenAPI, so that a client can read who may use the operation. */
function permission(opening: Exclude<Opening, undefined>): object {
  if ('reason' in opening) return { 'x-public': opening.reason };
  const { action } = opening;
  const { allowed, caller, refusal, record, resource } = PERMISSIONS[action];
  return { 'x-action': { action, allowed, caller, refusal, record, resource } };
}

function body({ body }: Operation, swagger: Swagger): MethodDecorator[] {
  if (body === undefined) return [];
  // As in ContractBody: a contract that accepts `{}` needs no body.
  const required = !compileContract(body).validate({}).ok;
  return [swagger.ApiBody({ schema: reference(body), required })];
}

function parameters({ uuidParameters, slugParameters, query }: Operation, swagger: Swagger): MethodDecorator[] {
  const ids = uuidParameters.map((name) => swagger.ApiParam({ name, schema: { type: 'string', format: 'uuid' } }));
  const slugs = slugParameters.map((name) => swagger.ApiParam({ name, schema: { type: 'string', pattern: SLUG_PATTERN.source } }));
  const filters = Object.entries(query ?? {}).map(([name, { description, required, schema }]) =>
    swagger.ApiQuery({ name, description, required, schema }),
  );
  return [...ids, ...slugs, ...filters];
}

function headers({ headers }: Operation, opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator[] {
  const own = headers.map(({ name, description, required, format }) => header(swagger, name, description, required, format));
  const correlation = header(swagger, CORRELATION_HEADER, 'Your id for this request; otherwise one is made.', false, 'uuid');
  return [...own, correlation, ...reason(opening, swagger), ...caller(opening, swagger)];
}

/** Answers with content or a part of the audit have a record of access, which has the reason. */
function reason(opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator[] {
  const isRecorded = 'action' in opening && ['content', 'export', 'audit'].includes(PERMISSIONS[opening.action].record);
  const schema = { type: 'string', enum: [...ACCESS_REASONS] } as SchemaOptions;
  return isRecorded ? [swagger.ApiHeader({ name: REASON_HEADER, description: 'Why you ask, for the record of access; otherwise what the action implies.', required: false, schema })] : [];
}

/** The caller's token as security schemes, so that a reader of the pages enters it once. */
function caller(opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator[] {
  if ('reason' in opening) return [];
  return [PROVEN_SCHEME, BEARER_SCHEME].flatMap((scheme) => [
    swagger.ApiSecurity({ [scheme]: [], [ASSERTED_PERSON_SCHEME]: [] }),
    swagger.ApiSecurity({ [scheme]: [] }),
  ]);
}

function header(swagger: Swagger, name: string, description: string, required: boolean, format?: string): MethodDecorator {
  const schema: SchemaOptions = { type: 'string', ...(format !== undefined && { format }) };
  return swagger.ApiHeader({ name, description, required, schema });
}

/**
 * Answers grouped by status. Answers of one status differ in their media type only, and Nest's document keeps one
 * description for them.
 */
function answersByStatus({ answers }: Operation): readonly (readonly OperationAnswer[])[] {
  const statuses = new Set(answers.map(({ status }) => status));
  return [...statuses].map((status) => answers.filter((answer) => answer.status === status).toReversed());
}

function response(answers: readonly OperationAnswer[], swagger: Swagger): MethodDecorator {
  const content = answers.flatMap(({ type, mediaType = type === undefined ? undefined : 'application/json' }) =>
    mediaType === undefined ? [] : [[mediaType, { schema: type === undefined ? {} : reference(type) }] as const],
  );
  const named = answers.flatMap(({ headers }) => Object.entries(headers ?? {}));
  const described = named.map(([name, text]) => [name, { description: text, schema: { type: 'string' as const } }] as const);
  return swagger.ApiResponse({
    status: answers[0]?.status ?? 200,
    description: answers.map(({ description }) => description).join(' '),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
    ...(described.length > 0 && { headers: Object.fromEntries(described) }),
  });
}

/** One answer per status. Its description lists the problem codes of that status. */
function problems(operation: Operation, opening: Exclude<Opening, undefined>, swagger: Swagger): MethodDecorator[] {
  const codes = new Set<ProblemCode>([...operation.problems, 'GEN-009']);
  for (const code of 'reason' in opening ? [] : [...CALLER_PROBLEMS, PERMISSIONS[opening.action].refusal]) codes.add(code);
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...codes].toSorted()) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].map(([status, codes]) =>
    swagger.ApiResponse({
      status,
      description: `${STATUS_CODES[status] ?? 'Problem'}. ${codes.map((code) => `${code}: ${PROBLEMS[code].title}.`).join(' ')}`,
      content: { 'application/problem+json': { schema: PROBLEM_REFERENCE } },
    }),
  );
}
