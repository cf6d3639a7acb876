import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';

import { isUuid, newId } from '#libs/kernel';
import { withCorrelation, type Logger, type Metrics } from '#libs/observability';

import { ProblemException } from '../problems/problem-exception.js';
import { logUnavailable, sendProblem } from '../problems/problem.filter.js';
import type { RouteTable } from './route-table.js';

export const CORRELATION_HEADER = 'x-correlation-id';

/**
 * Headers of every answer that tell a browser what it may do. Made once, and not by `@fastify/helmet`, because that plugin makes them
 * again for each request and leaves them out of the refusals that Fastify gives before its hooks.
 */
const secureHeaders = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
});

/** Routes that load balancers and monitors call every few seconds. They answer while the app stops. */
const OPERATIONAL_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics', '/info']);

interface RequestHookOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly routes: RouteTable;
  readonly isStopping: () => boolean;
}

/** The caller's correlation id if it sent one, otherwise a new one. Logs, tables, messages and the answer carry it. */
export function correlationIdOf(headers: Readonly<Record<string, unknown>>): string {
  const given = headers[CORRELATION_HEADER];
  const id = typeof given === 'string' ? given.toLowerCase() : undefined;
  return isUuid(id) ? id : newId();
}

/** Adds the hooks of every request: correlation, headers, refusal while stopping, one log line and one measurement. */
export function addRequestHooks(fastify: FastifyInstance, { logger, metrics, routes, isStopping }: RequestHookOptions): void {
  fastify.addHook('onRoute', (route) => routes.add(route));
  fastify.addHook('onRequest', (request, reply, done) => {
    prepareReply(request, reply);
    if (isStopping()) {
      // Otherwise the keep-alive connection would stay open and delay the end.
      void reply.header('connection', 'close');
      if (!isOperational(request)) {
        const problem = new ProblemException('GEN-010', { headers: { 'retry-after': '5' }, reason: 'stopping' });
        withCorrelation(request.id, () => logUnavailable(logger, problem, problem));
        sendProblem(reply, problem, request.id);
        return;
      }
    }
    // Fastify itself keeps the context until the body has arrived.
    withCorrelation(request.id, done);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping()) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const seen = {
      method: request.method,
      route: request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched'),
      status: reply.statusCode,
    };
    metrics.httpRequest(seen, reply.elapsedTime / 1_000);
    const fields = { ...seen, ms: Math.round(reply.elapsedTime * 10) / 10, correlationId: request.id };
    if (isOperational(request)) logger.debug('http.probe-answered', fields);
    else logger.info('http.answered', fields);
    done();
  });
}

/** Sets the headers of every answer, including the earliest refusals. */
export function prepareReply(request: FastifyRequest, reply: FastifyReply): void {
  secureHeaders(request.raw, reply.raw, () => undefined);
  // Answers are data about children: a browser may show them, but must not store them.
  void reply.header('cache-control', 'no-store').header(CORRELATION_HEADER, request.id);
}

function isOperational(request: FastifyRequest): boolean {
  return OPERATIONAL_ROUTES.has(request.routeOptions.url ?? '');
}
