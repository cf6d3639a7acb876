import createClient, { type Client } from 'openapi-fetch';

import type { AccessReason } from '#libs/contracts';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import type { Authority } from '../identity/authority.js';
import { parseJson } from './parse-json.js';
import { refusal } from './problem.js';

export interface ConnectionOptions {
  /** `name` for messages: `the referral publisher`. */
  readonly server: { readonly name: string; readonly url: string };
  readonly authority: Pick<Authority, 'headers'>;
  readonly correlationId: string;
  /** For the records of access. */
  readonly accessReason?: AccessReason | undefined;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
}

export interface TextAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly body: string;
}

const TIMEOUT_MS = 30_000;

/** One server, called by one caller. Every failure is a {@link CommandFailed} with the exit code that fits it. */
export class Connection {
  constructor(private readonly options: ConnectionOptions) {}

  get server(): ConnectionOptions['server'] {
    return this.options.server;
  }

  /** A client typed by the server's OpenAPI document; see {@link answer}. */
  client<Paths extends object>(): Client<Paths> {
    return createClient<Paths>({ baseUrl: this.server.url, headers: this.plainHeaders(), redirect: 'error', fetch: (request) => this.success(request) });
  }

  /** The answer to a GET of health or metrics, which need no caller, with any status, as text. @throws CommandFailed when there is none. */
  async read(path: string): Promise<TextAnswer> {
    return this.send(new Request(`${this.server.url}${path}`, { redirect: 'error', headers: this.plainHeaders() }));
  }

  /** The headers of one request, with a token that lasts long enough for it. @throws CommandFailed without a token. */
  async headers(method: string, url: string): Promise<Readonly<Record<string, string>>> {
    return { ...this.plainHeaders(), ...(await this.options.authority.headers(method, url)) };
  }

  private plainHeaders(): Readonly<Record<string, string>> {
    const { correlationId, accessReason } = this.options;
    return { accept: 'application/json', 'x-correlation-id': correlationId, ...(accessReason !== undefined && { 'access-reason': accessReason }) };
  }

  refused(status: number, headers: { get(name: string): string | null }, body: string): CommandFailed {
    const correlationId = headers.get('x-correlation-id') ?? this.options.correlationId;
    return refusal(`${capitalised(this.server.name)} at ${this.server.url}`, { status, retryAfter: headers.get('retry-after'), correlationId, body });
  }

  /** @param cause the reason, in a few words. */
  unreachable(cause: string): CommandFailed {
    const { server, correlationId } = this.options;
    const message = `${capitalised(server.name)} cannot be reached at ${server.url} (${cause}).\nLook at it with: exchange doctor`;
    return CommandFailed.unreachable(message, correlationId);
  }

  private async success(request: Request): Promise<Response> {
    for (const [name, value] of Object.entries(await this.options.authority.headers(request.method, request.url))) request.headers.set(name, value);
    const { status, ok, headers, body } = await this.send(request);
    if (!ok) throw this.refused(status, headers, body);
    if (parseJson(body) === undefined) throw this.refused(status, headers, '');
    return new Response(body, { status, headers: { 'content-type': 'application/json' } });
  }

  private async send(request: Request): Promise<TextAnswer> {
    const { signal, timeoutMs = TIMEOUT_MS } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(request, { signal: AbortSignal.any([signal, timeout]) });
      return { status: response.status, ok: response.ok, headers: response.headers, body: await response.text() };
    } catch (error) {
      if (signal.aborted) throw new Interrupted();
      throw this.unreachable(timeout.aborted ? `no answer within ${timeoutMs / 1_000} s` : causeOf(error));
    }
  }
}

/** The body of a success. A call of {@link Connection.client} throws for every other answer, which its types do not know. */
export async function answer<Body>(call: Promise<{ readonly data?: Body }>): Promise<Body> {
  const { data } = await call;
  if (data === undefined) throw new Error('an answer without a body was taken for a success');
  return data;
}

/** The cause as a system code where there is one, because `ECONNREFUSED` is more precise than `fetch failed`. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { code, errors } = (cause ?? {}) as { readonly code?: unknown; readonly errors?: readonly { readonly code?: unknown }[] };
  const found = code ?? errors?.[0]?.code;
  return typeof found === 'string' ? found : 'the connection broke';
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
