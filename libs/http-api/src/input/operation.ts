import 'reflect-metadata';

import type { Constructor, ProblemCode } from '#libs/contracts';

import type { QueryParameters } from './query-parameters.js';

/** One answer of an operation that is not a problem. */
export interface OperationAnswer {
  readonly status: number;
  readonly description: string;
  /** Contract class of a JSON answer; absent for an answer without body, or of another media type. */
  readonly type?: Constructor;
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OperationHeader {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly format?: string;
}

/**
 * The input and answers of a handler. The decorators that do the work also record them, so the OpenAPI document matches
 * the code. The record does not use @nestjs/swagger, which costs a running app 20 MB: only the program that writes the
 * document loads it.
 */
export interface Operation {
  summary?: string;
  description?: string;
  body?: Constructor;
  query?: QueryParameters;
  readonly uuidParameters: string[];
  /** Path parameters whose ids are words joined by hyphens. */
  readonly slugParameters: string[];
  readonly answers: OperationAnswer[];
  readonly problems: Set<ProblemCode>;
  readonly headers: OperationHeader[];
}

const OPERATION = 'exchange:operation';

/** The operation of a handler, created at the first call. */
export function operationOf(prototype: object, handler: string | symbol): Operation {
  const known = findOperation(prototype, handler);
  if (known !== undefined) return known;
  const operation: Operation = { uuidParameters: [], slugParameters: [], answers: [], problems: new Set(), headers: [] };
  Reflect.defineMetadata(OPERATION, operation, prototype, handler);
  return operation;
}

export function findOperation(prototype: object, handler: string | symbol): Operation | undefined {
  return Reflect.getOwnMetadata(OPERATION, prototype, handler) as Operation | undefined;
}
