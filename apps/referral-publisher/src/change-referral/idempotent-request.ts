import { applyDecorators } from '@nestjs/common';

import type { Caller } from '#libs/access';
import { ApiProblems, ApiRequestHeader } from '#libs/http-api';
import { newId, type Outcome } from '#libs/kernel';
import { currentCorrelationId } from '#libs/observability';

import { idempotencyKeyOf, IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { changeProblem, type ChangeProblem } from './change-problem.js';
import type { ChangeCommand } from './changes.js';

/** Makes an operation idempotent: the same request under the same key is recorded once and gets the same answer. */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    ApiRequestHeader({
      name: IDEMPOTENCY_KEY_HEADER,
      description: 'Chosen by the sender, one for each request; 1 to 128 letters, digits and `._:-`.',
      required: true,
    }),
    ApiProblems('REF-001', 'REF-003', 'REF-032', 'GEN-010'),
  );
}

/** @throws ProblemException REF-001 without a key, REF-032 with a malformed one. */
export function commandOf<const Request extends object>(
  operation: string,
  { organisation, person, assertedBy }: Caller,
  key: string | undefined,
  request: Request,
): ChangeCommand & { readonly request: Request } {
  const idempotencyKey = idempotencyKeyOf(key);
  return { operation, organisation, person, assertedBy, idempotencyKey, correlationId: currentCorrelationId() ?? newId(), request };
}

/** @throws ProblemException for a refusal. */
export function answerOrProblem<Answer>(outcome: Outcome<Answer, ChangeProblem>): Answer {
  if (!outcome.ok) throw changeProblem(outcome.error);
  return outcome.value;
}
