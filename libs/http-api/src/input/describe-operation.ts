import type { Constructor, ProblemCode } from '#libs/contracts';

import { operationOf, type OperationAnswer, type OperationHeader } from './operation.js';

/** Describes the purpose of an operation: a short summary, and a description of a few sentences. */
export function Describes(summary: string, description?: string): MethodDecorator {
  return (target, handler) => {
    const operation = operationOf(target, handler);
    operation.summary = summary;
    if (description !== undefined) operation.description = description;
  };
}

/** Declares an answer whose JSON body keeps the contract of `type`. Without `type`, the answer has no body. */
export function ApiContractResponse(
  status: number,
  type?: Constructor,
  more: Partial<Pick<OperationAnswer, 'description' | 'headers'>> = {},
): MethodDecorator {
  return answers({ status, ...(type !== undefined && { type }), description: type?.name ?? 'Done.', ...more });
}

/** Declares an answer of another media type than JSON by contract: a page, an export, a stream. */
export function ApiMediaResponse(
  status: number,
  mediaType: string,
  description: string,
  more: Partial<Pick<OperationAnswer, 'headers'>> = {},
): MethodDecorator {
  return answers({ status, mediaType, description, ...more });
}

function answers(answer: OperationAnswer): MethodDecorator {
  return (target, handler) => void operationOf(target, handler).answers.push(answer);
}

/**
 * Declares the problems that the handler itself answers with. Other decorators declare those of bodies, queries, ids and
 * callers.
 */
export function ApiProblems(...codes: readonly ProblemCode[]): MethodDecorator {
  return (target, handler) => {
    for (const code of codes) operationOf(target, handler).problems.add(code);
  };
}

/** Declares a request header that the handler reads. */
export function ApiRequestHeader(header: OperationHeader): MethodDecorator {
  return (target, handler) => void operationOf(target, handler).headers.push(header);
}
