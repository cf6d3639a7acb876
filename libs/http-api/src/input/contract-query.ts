import { createParamDecorator, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { ProblemException, type ProblemField } from '../problems/problem-exception.js';
import { operationOf } from './operation.js';
import type { QueryOf, QueryParameter, QueryParameters } from './query-parameters.js';

const MAX_ERRORS = 20;

const parsedQuery = createParamDecorator((parameters: QueryParameters, context: ExecutionContext) =>
  parseQuery(parameters, context.switchToHttp().getRequest<FastifyRequest>().query),
);

/**
 * Parameter decorator: the query string, read by `parameters`. An unknown, repeated or malformed parameter is problem
 * GEN-011, because an ignored filter would answer a different question from the one asked.
 */
export function ContractQuery(parameters: QueryParameters): ParameterDecorator {
  const decorate = parsedQuery(parameters);
  return (target, handler, index) => {
    const operation = operationOf(target, handler ?? '');
    operation.query = parameters;
    operation.problems.add('GEN-011');
    decorate(target, handler, index);
  };
}

const NO_QUERY: CanActivate = {
  canActivate: (context) => {
    parseQuery({}, context.switchToHttp().getRequest<FastifyRequest>().query);
    return true;
  },
};

/** Method decorator: an operation without parameters refuses each one as {@link ContractQuery} refuses an unknown one. */
export function NoQuery(): MethodDecorator {
  return (target, handler, descriptor: PropertyDescriptor) => {
    operationOf(target, handler).problems.add('GEN-011');
    UseGuards(NO_QUERY)(target, handler, descriptor);
  };
}

/** @throws ProblemException GEN-011. */
export function parseQuery<Parameters extends QueryParameters>(parameters: Parameters, given: unknown): QueryOf<Parameters> {
  const texts = new Map<string, unknown>(Object.entries(given ?? {}));
  const errors: ProblemField[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const read = parseOne(parameter, texts.get(name));
    if ('value' in read) values[name] = read.value;
    else errors.push({ pointer: `/${name}`, ...read });
  }
  for (const name of texts.keys()) if (!Object.hasOwn(parameters, name)) errors.push(unknownParameter(name));
  if (errors.length > 0) throw new ProblemException('GEN-011', { errors: errors.slice(0, MAX_ERRORS) });
  return values as QueryOf<Parameters>;
}

type Read = { readonly value: unknown } | Pick<ProblemField, 'code' | 'message'>;

function parseOne(parameter: QueryParameter<unknown>, given: unknown): Read {
  if (given === undefined) {
    return parameter.required ? { code: 'required', message: 'This parameter is required.' } : { value: parameter.absent };
  }
  if (given === '') return { code: 'empty', message: `This is empty. It must be ${parameter.expected}. Leave the parameter out to ask without it.` };
  if (typeof given !== 'string') return { code: 'repeated', message: 'This parameter may be given only once.' };
  const outcome = parameter.parse(given);
  return outcome.ok ? { value: outcome.value } : { code: 'invalid', message: `This must be ${parameter.expected}.` };
}

/** The caller chose the name. An unusual name is not repeated, because it may be a value in the wrong place. */
function unknownParameter(name: string): ProblemField {
  const pointer = /^[A-Za-z0-9_-]{1,40}$/.test(name) ? `/${name}` : '';
  return { pointer, code: 'unknown-parameter', message: 'There is no such parameter.' };
}
