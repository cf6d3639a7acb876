import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { operationOf } from './operation.js';

const pathText = createParamDecorator(
  (name: string, context: ExecutionContext): string => (context.switchToHttp().getRequest<FastifyRequest>().params as Readonly<Record<string, string>>)[name] ?? '',
);

/** Parameter decorator: a path id that is no UUID, such as that of a measure. The handler decides whether that id exists. */
export function SlugParam(name: string): ParameterDecorator {
  const decorate = pathText(name);
  return (target, handler, index) => {
    operationOf(target, handler ?? '').slugParameters.push(name);
    decorate(target, handler, index);
  };
}
