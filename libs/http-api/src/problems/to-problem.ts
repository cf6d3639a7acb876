import { HttpException } from '@nestjs/common';

import { CallerUnknownError, NotPermittedError } from '#libs/access';
import type { ProblemCode } from '#libs/contracts';
import { isTemporaryFailure } from '#libs/kernel';

import { ProblemException } from './problem-exception.js';

/** Fastify's own refusals. A refusal that is not listed is mapped by its status. */
const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'GEN-005',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'GEN-004',
  FST_ERR_CTP_EMPTY_TYPE: 'GEN-004',
  FST_ERR_CTP_INVALID_JSON_BODY: 'GEN-002',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'GEN-002',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'GEN-002',
  FST_ERR_MAX_PARAM_LENGTH: 'GEN-012',
};

const STATUS_CODES: Readonly<Record<number, ProblemCode>> = {
  401: 'GEN-007',
  403: 'GEN-008',
  404: 'GEN-003',
  405: 'GEN-013',
  408: 'GEN-016',
  413: 'GEN-005',
  415: 'GEN-004',
  422: 'GEN-001',
  431: 'GEN-014',
  503: 'GEN-010',
};

/** System codes of connections that were refused or lost. The database's own errors are temporary failures. */
const CONNECTION_CODES = /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE)$/;
const RETRY_AFTER_SECONDS = '5';

/**
 * Maps any thrown value to a problem. The problem contains no text of the error, because that text can quote the
 * caller's input. An unexpected error is `GEN-009`; an unavailable or busy component is `GEN-010`.
 */
export function toProblem(thrown: unknown): ProblemException {
  if (thrown instanceof ProblemException) return thrown;
  if (thrown instanceof CallerUnknownError) return new ProblemException(thrown.code, { headers: thrown.headers });
  if (thrown instanceof NotPermittedError) return new ProblemException(thrown.code);
  if (isOutage(thrown)) return new ProblemException('GEN-010', { headers: { 'retry-after': RETRY_AFTER_SECONDS } });
  return new ProblemException(refusalCode(thrown) ?? 'GEN-009');
}

function refusalCode(thrown: unknown): ProblemCode | undefined {
  if (thrown instanceof HttpException) {
    // Nest wraps a refusal of Fastify and keeps it as the cause.
    const byFastify = fastifyCode(thrown.cause);
    return byFastify ?? byStatus(thrown.getStatus());
  }
  return fastifyCode(thrown) ?? byStatus(property(thrown, 'statusCode'));
}

function fastifyCode(thrown: unknown): ProblemCode | undefined {
  const code = property(thrown, 'code');
  return typeof code === 'string' && Object.hasOwn(FASTIFY_CODES, code) ? FASTIFY_CODES[code] : undefined;
}

function byStatus(status: unknown): ProblemCode | undefined {
  if (typeof status !== 'number') return undefined;
  return STATUS_CODES[status] ?? (status >= 400 && status < 500 ? 'GEN-015' : undefined);
}

function isOutage(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; depth += 1) {
    const code = property(error, 'code');
    if (isTemporaryFailure(error) || (typeof code === 'string' && CONNECTION_CODES.test(code))) return true;
    error = error instanceof AggregateError ? error.errors[0] : (error.cause ?? property(error, 'driverError'));
  }
  return false;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
