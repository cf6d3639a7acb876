import type { Socket } from 'node:net';

import { PROBLEMS, type ProblemCode } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { PROBLEM_MEDIA_TYPE, problemDocument } from '../problems/problem-document.js';
import { ProblemException } from '../problems/problem-exception.js';

const PARSER_CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'GEN-014',
  ERR_HTTP_REQUEST_TIMEOUT: 'GEN-016',
};
const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' };

/** Answers input that Node cannot read as a request (headers that are too long, or no HTTP) with a problem document. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  // The client has disconnected, or has its answer already.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const code = PARSER_CODES[error.code ?? ''] ?? 'GEN-015';
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
