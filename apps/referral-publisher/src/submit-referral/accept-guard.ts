import { Inject, Injectable, type CanActivate } from '@nestjs/common';

import { ConnectionQueue, ProblemException } from '#libs/http-api';
import { queueFull, type QueueFull } from '#libs/kernel';
import { Metrics } from '#libs/observability';

import { measureReadingDelay } from './reading-delay.js';
import { SubmitReferralUseCase } from './submit-referral.use-case.js';

/** A referral that would wait longer for its 202, in milliseconds, is answered 503 with `Retry-After`. */
export const ACCEPT_WAIT_LIMIT_MS = 2_000;

/**
 * Refuses a request before its body is checked, because in a flood the work on refused requests slows down the others. While new
 * connections wait for too long, it refuses every request, also of an open connection: Node takes one new connection in each turn of
 * its loop, and refusals make the turns short until no connection waits.
 */
@Injectable()
export class AcceptGuard implements CanActivate {
  private readonly readingDelay = measureReadingDelay();

  constructor(
    @Inject(SubmitReferralUseCase) private readonly useCase: SubmitReferralUseCase,
    @Inject(ConnectionQueue) private readonly connections: ConnectionQueue,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  canActivate(): boolean {
    const queuedMs = this.connections.milliseconds();
    const full = queuedMs > ACCEPT_WAIT_LIMIT_MS ? queueFull(queuedMs) : this.useCase.full(queuedMs + this.readingDelay());
    if (full === undefined) return true;
    const problem = queueFullProblem(full);
    this.metrics.referralRefused(problem.code);
    throw problem;
  }
}

/** A refusal closes its connection, so that its sender queues again behind the others. */
export function queueFullProblem({ retryAfterSeconds }: QueueFull): ProblemException {
  return new ProblemException('REF-005', { headers: { 'retry-after': String(retryAfterSeconds), connection: 'close' }, reason: 'queue-full' });
}
