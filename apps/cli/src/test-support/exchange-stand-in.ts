import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { problemType, PROBLEMS, type ProblemCode } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import { runExchange } from '../run.js';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** A real HTTP server that gives the test's answers in turn. It repeats the last answer. */
export class ExchangeStandIn {
  readonly seen: SeenRequest[] = [];

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
    private readonly answers: readonly Answer[],
  ) {}

  static async answering(...answers: readonly Answer[]): Promise<ExchangeStandIn> {
    const server = createServer((request, response) => {
      void standIn.answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    const standIn: ExchangeStandIn = new ExchangeStandIn(`http://127.0.0.1:${port}`, close, answers);
    return standIn;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    const seen = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body };
    this.seen.push(seen);
    this.answers[Math.min(this.seen.length, this.answers.length) - 1]?.(response, seen);
  }
}

/** A success with a JSON body. */
export function json(body: unknown, status = 200): Answer {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A refusal of the exchange. */
export function problem(code: ProblemCode, { retryAfter, errors }: { retryAfter?: string; errors?: readonly object[] } = {}): Answer {
  const { status, title, remedy: detail } = PROBLEMS[code];
  return (response) => {
    const headers = { 'content-type': 'application/problem+json', ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
    const document = { type: problemType(code), title, status, detail, code, correlationId: CORRELATION_ID, errors };
    response.writeHead(status, headers).end(JSON.stringify(document));
  };
}

/** The connection breaks before there is an answer. */
export const breaksOff: Answer = (response) => void response.socket?.destroy();

export const CORRELATION_ID = '0190f3a4-5b7c-7c3a-9d2e-000000000099';

export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** The token that each command of {@link exchange} sends. */
export const TOKEN = 'token-of-a-test';

/** Runs a command line in this process, with no sandbox to find. */
export async function exchange(argv: readonly string[], { input = '', signal = new AbortController().signal } = {}): Promise<CommandResult> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(out), text(err)]);
  const surroundings = { out, err, input: Readable.from([Buffer.from(input)]), signal, workingDirectory: '/' };
  const folder = mkdtempSync(join(tmpdir(), 'exchange-token-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const exitCode = await runExchange(['--no-sandbox', '--token-file', tokenFile, ...argv], surroundings).finally(() => rmSync(folder, { recursive: true }));
  out.end();
  err.end();
  const [printed, messages] = await texts;
  return { exitCode, out: printed, err: messages };
}
