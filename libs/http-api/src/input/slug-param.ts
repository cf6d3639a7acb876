import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { operationOf } from './operation.js';

const pathText = createParamDecorator(
  (name: string, context: ExecutionContext): string => (context.switchToHttp().getRequest<FastifyRequest>().params as Readonly<Record<string, string>>)[name] ?? '',
);

/** Parameter decorator: an id in the path that is no UUID, such as that of a measure. Whether there is one of that id, the handler says. */
export function SlugParam(name: string): ParameterDecorator {
  const decorate = pathText(name);
  return (target, handler, index) => {
    operationOf(target, handler ?? '').slugParameters.push(name);
    decorate(target, handler, index);
  };
}
