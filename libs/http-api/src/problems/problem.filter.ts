import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { causeCode, type Logger } from '#libs/observability';

import type { RouteTable } from '../server/route-table.js';
import { PROBLEM_MEDIA_TYPE, problemDocument } from './problem-document.js';
import { ProblemException } from './problem-exception.js';
import { toProblem } from './to-problem.js';

/**
 * Turns every error on the way to an answer into `application/problem+json`: errors of controllers, guards and pipes,
 * Fastify's refusal of an unreadable body, and Nest's refusal of an unknown route.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    // A message has no answer. Its transport handles the errors of its handler.
    if (host.getType() !== 'http') throw thrown;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = request.is404 ? this.routeProblem(request) : toProblem(thrown);
    logUnavailable(this.logger, problem, thrown);
    if (reply.sent || reply.raw.headersSent) {
      // A part of the answer has been sent. Only a broken connection shows the caller that the answer is incomplete.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem, request.id);
  }

  private routeProblem(request: FastifyRequest): ProblemException {
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0) return new ProblemException('GEN-006');
    return new ProblemException('GEN-013', { headers: { allow: allowed.join(', ') } });
  }
}

/**
 * Logs the cause of an answer of 500 or above as a code. The caller has to correct other answers, so they are not logged
 * here.
 */
export function logUnavailable(logger: Logger, { code, status }: ProblemException, thrown: unknown): void {
  if (status < 500) return;
  if (thrown instanceof ProblemException) logger.warn('request.unavailable', { code, cause: thrown.reason });
  else if (code === 'GEN-009') logger.error('request.failed', { code, cause: causeCode(thrown) }, thrown);
  else logger.warn('request.unavailable', { code, cause: causeCode(thrown) }, thrown);
}

const problems = new WeakMap<FastifyReply, ProblemException>();

/** The problem that this answer is. */
export function problemOf(reply: FastifyReply): ProblemException | undefined {
  return problems.get(reply);
}

/** Sends the problem as text, because Fastify's serialiser would change the media type of an object. */
export function sendProblem(reply: FastifyReply, problem: ProblemException, correlationId: string): void {
  problems.set(reply, problem);
  void reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problemDocument(problem, correlationId)));
}
