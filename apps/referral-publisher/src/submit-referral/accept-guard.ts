import { Inject, Injectable, type CanActivate } from '@nestjs/common';

import { ProblemException } from '#libs/http-api';
import type { QueueFull } from '#libs/kernel';
import { Metrics } from '#libs/observability';

import { SubmitReferralUseCase } from './submit-referral.use-case.js';

/** Refuses a request before its body is checked, because in a flood the work on refused requests slows down the others. */
@Injectable()
export class AcceptGuard implements CanActivate {
  constructor(
    @Inject(SubmitReferralUseCase) private readonly useCase: SubmitReferralUseCase,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  canActivate(): boolean {
    const full = this.useCase.full();
    if (full === undefined) return true;
    const problem = queueFullProblem(full);
    this.metrics.referralRefused(problem.code);
    throw problem;
  }
}

/**
 * Node accepts one new connection in each turn of its loop, and a turn serves every open connection that has a request. With many
 * open connections a new one waits for a minute. A refusal closes its connection, so that its sender queues again behind the
 * others.
 */
export function queueFullProblem({ retryAfterSeconds }: QueueFull): ProblemException {
  return new ProblemException('REF-005', { headers: { 'retry-after': String(retryAfterSeconds), connection: 'close' }, reason: 'queue-full' });
}
