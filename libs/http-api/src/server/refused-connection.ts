import type { Socket } from 'node:net';

import { PROBLEMS, type ProblemCode } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problems/problem-document.js';
import { ProblemException } from '../problems/problem-exception.js';

const PARSER_CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'GEN-014',
  ERR_HTTP_REQUEST_TIMEOUT: 'GEN-016',
};
const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large', 501: 'Not Implemented' };
/** A method as RFC 9110 has it, in a whole request line. Node's parser reports an unknown one with the same code as bytes that are no HTTP. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/;

const MOST_OF_A_REQUEST_LINE = 8_192;

interface ParserError extends NodeJS.ErrnoException {
  /** The bytes, which the types of Fastify do not have as such. */
  readonly rawPacket?: unknown;
}

/** Answers input that Node cannot read as a request (headers that are too long, or no HTTP) with a problem document. */
export function refuseConnection(error: ParserError, socket: Socket): void {
  // The client has disconnected, or has its answer already.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const code = codeOf(error);
  const { status } = PROBLEMS[code];
  const correlationId = newId();
  const body = JSON.stringify(problemDocument(new ProblemException(code), correlationId));
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-correlation-id: ${correlationId}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function codeOf({ code = '', rawPacket }: ParserError): ProblemCode {
  if (code === 'HPE_INVALID_METHOD' && Buffer.isBuffer(rawPacket) && REQUEST_LINE.test(rawPacket.toString('latin1', 0, MOST_OF_A_REQUEST_LINE))) return 'GEN-019';
  return PARSER_CODES[code] ?? 'GEN-015';
}
