import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { compileContract, type Constructor, type ContractValidator } from '#libs/contracts';

import { ProblemException } from '../problems/problem-exception.js';
import { operationOf } from './operation.js';

const validated = createParamDecorator((validator: ContractValidator<unknown>, context: ExecutionContext) => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  return validBody(validator, body);
});

/**
 * Parameter decorator: the request body, validated by the contract of `type`. A body that breaks the contract is problem
 * GEN-001 with a JSON pointer for each field at fault. An absent body is GEN-002 when the contract needs one.
 */
export function ContractBody<T extends object>(type: Constructor<T>): ParameterDecorator {
  const decorate = validated(compileContract(type));
  return (target, handler, index) => {
    const operation = operationOf(target, handler ?? '');
    operation.body = type;
    for (const code of ['GEN-001', 'GEN-002', 'GEN-004', 'GEN-005', 'GEN-018'] as const) operation.problems.add(code);
    decorate(target, handler, index);
  };
}

function validBody(validator: ContractValidator<unknown>, body: unknown): unknown {
  // An absent body is validated as `{}`, because a contract without required fields needs no body.
  const outcome = validator.validate(body === undefined ? {} : body);
  if (outcome.ok) return outcome.value;
  if (body === undefined) throw new ProblemException('GEN-002', { detail: 'The request needs a JSON body and has none.' });
  throw new ProblemException('GEN-001', { errors: outcome.error });
}
