import { Stream } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { knownCallerOf, permissionOf } from '#libs/access';
import { systemClock } from '#libs/kernel';
import type { Logger, Metrics } from '#libs/observability';

import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problems/problem-document.js';
import { ProblemException } from '../problems/problem-exception.js';
import { logUnavailable, problemOf, sendProblem } from '../problems/problem.filter.js';
import type { AppInfo } from '../server/http-runtime.js';
import { accessRecord, isReason, REASON_HEADER } from './access-record.js';
import type { Accesses } from './accesses.js';
import { answerContent, type AnswerContent } from './answer-content.js';

/** The trailer of an export: it is part of the answer, so it goes where the answer may not go out. */
export const ROWS_TRAILER = 'x-export-rows';
const EXPORT_ID_HEADER = 'x-export-id';
const RETRY_AFTER_SECONDS = '5';
/** Statuses that deny a caller something. Others refuse the form of a request, or are faults of the exchange. */
const DENIALS: ReadonlySet<number> = new Set([401, 403, 404]);
/** The action of a request that the table of rights does not name. */
const UNLISTED = 'request.unlisted';
/** The headers of every answer stay, also of one that is replaced. */
const OF_EVERY_ANSWER: ReadonlySet<string> = new Set(['cache-control', 'x-correlation-id', 'connection']);

interface Parts {
  readonly accesses: Accesses;
  readonly info: AppInfo;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * Writes the record of every answer that gives a known caller content or a part of the audit, or denies it something, before the first byte goes out.
 * It is in one place, so that no handler can forget it, and it also covers answers that are streams. Where the record cannot be written, the answer is
 * replaced by a problem, and nothing of it goes out.
 */
export function recordAccesses(fastify: FastifyInstance, { accesses, info, logger, metrics }: Parts): void {
  const contents = new WeakMap<FastifyRequest, AnswerContent>();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isReason(request.headers[REASON_HEADER])) done();
    else sendProblem(reply, new ProblemException('GEN-020'), request.id);
  });
  fastify.addHook('preSerialization', (request, _reply, payload, done) => {
    if (kindOf(request) !== 'none') contents.set(request, answerContent(payload));
    done(null, payload);
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    const caller = knownCallerOf(request);
    const { statusCode: status } = reply;
    const problem = problemOf(reply)?.code;
    if (caller === undefined) {
      if (DENIALS.has(status) && status !== 404 && problem !== undefined) {
        metrics.unknownCallerRefused(problem);
        accesses.countUnknown(request.ip, problem);
      }
      return payload;
    }
    const kind = kindOf(request);
    const isGranted = status < 400 && kind !== 'none' && kind !== 'change';
    if (!isGranted && !DENIALS.has(status)) return payload;
    const exportId = reply.getHeader(EXPORT_ID_HEADER);
    const record = accessRecord({
      app: info.name, node: info.instance, caller, action: permissionOf(request)?.action ?? UNLISTED, kind: kind === 'none' ? 'other' : kind, at: systemClock.now(), status, problem,
      reason: request.headers[REASON_HEADER], parameters: request.params, query: request.query, content: contents.get(request) ?? { referralIds: [] },
      exportId: typeof exportId === 'string' ? exportId : undefined, correlationId: request.id,
    });
    try {
      await accesses.add(record);
    } catch (error) {
      return withheld(reply, payload, request.id, error, logger);
    }
    if (!isGranted) {
      metrics.accessDenied(problem ?? String(status));
      logger.warn('access.denied', { action: record.action, organisation: caller.organisation, code: problem, referralId: record.referralIds?.[0] });
    }
    return payload;
  });
}

function kindOf(request: FastifyRequest) {
  return permissionOf(request)?.permission.record ?? 'none';
}

/** Replaces the whole answer: its body, its headers and its trailer. */
function withheld(reply: FastifyReply, payload: unknown, correlationId: string, error: unknown, logger: Logger): string {
  if (payload instanceof Stream) (payload as Stream & { destroy?(): void }).destroy?.();
  for (const name of Object.keys(reply.getHeaders())) if (!OF_EVERY_ANSWER.has(name)) void reply.removeHeader(name);
  void reply.removeTrailer(ROWS_TRAILER);
  const problem = new ProblemException('GEN-010', { headers: { 'retry-after': RETRY_AFTER_SECONDS }, reason: 'access-not-recorded' });
  logUnavailable(logger, problem, problem);
  logger.error('access.not-recorded', { code: problem.code }, error);
  void reply.code(problem.status).headers(problem.headers).header('content-type', PROBLEM_MEDIA_TYPE);
  return JSON.stringify(problemDocument(problem, correlationId));
}
