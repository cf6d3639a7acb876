import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { isUuid } from '#libs/kernel';

import { ProblemException } from '../problems/problem-exception.js';
import { operationOf } from './operation.js';

const pathUuid = createParamDecorator((name: string, context: ExecutionContext): string => {
  const parameters = context.switchToHttp().getRequest<FastifyRequest>().params as Readonly<Record<string, string>>;
  const value = parameters[name];
  if (!isUuid(value)) throw new ProblemException('GEN-012');
  return value;
});

/** Parameter decorator: a path id that is a UUID in lower case. Any other value is problem GEN-012. */
export function UuidParam(name: string): ParameterDecorator {
  const decorate = pathUuid(name);
  return (target, handler, index) => {
    const operation = operationOf(target, handler ?? '');
    operation.uuidParameters.push(name);
    operation.problems.add('GEN-012');
    decorate(target, handler, index);
  };
}
