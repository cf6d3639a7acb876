import type { FastifyInstance } from 'fastify';

import { readJson } from '#libs/contracts';

import { ProblemException } from '../problems/problem-exception.js';

/** Reads `application/json` only. A body of another type, and a compressed one, is answered with 415. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      refuseCompressed(headers['content-encoding']);
      // A caller may send a content type with an absent body. The contract decides whether a body is needed.
      done(null, body.length === 0 ? undefined : parseJsonBody(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** A compressed body could be far larger than the limit of a body. RFC 9110, section 15.5.16 names the header of the answer. */
function refuseCompressed(encoding: string | string[] | undefined): void {
  if (encoding === undefined || encoding === 'identity') return;
  const detail = 'The body is compressed, or has another content-encoding. Send plain JSON without the header content-encoding.';
  throw new ProblemException('GEN-004', { detail, headers: { 'accept-encoding': 'identity' } });
}

/** @throws ProblemException with the code of {@link readJson}. */
export function parseJsonBody(body: Buffer): unknown {
  const read = readJson(body);
  if (read.ok) return read.value.value;
  const { code, ...more } = read.error;
  throw new ProblemException(code, more);
}
