import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { refusal } from './problem.js';

/** On whose behalf a request is made; both optional, because health and metrics ask for nobody. */
export interface Caller {
  readonly organisation?: string | undefined;
  readonly person?: string | undefined;
}

/** One server of the exchange. */
export interface Server {
  /** In words, for messages: `the referral publisher`. */
  readonly name: string;
  readonly url: string;
}

export interface ClientOptions {
  readonly server: Server;
  readonly caller: Caller;
  /** Of the whole command: it stands in the logs of every server that the command made work. */
  readonly correlationId: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;

/** Talks to one server as one caller. Every failure is a {@link CommandFailed} with the exit code that fits it. */
export class HttpClient {
  constructor(private readonly options: ClientOptions) {}

  get server(): Server {
    return this.options.server;
  }

  get caller(): Caller {
    return this.options.caller;
  }

  /** @throws CommandFailed when the server cannot be reached or does not answer with a success; Interrupted after Ctrl-C. */
  async json<Body>(method: string, path: string, request: RequestOptions = {}): Promise<Body> {
    const { status, ok, headers, body } = await this.exchange(method, path, request);
    if (!ok) throw this.refused(status, headers, body);
    try {
      return JSON.parse(body) as Body;
    } catch {
      throw this.refused(status, headers, '');
    }
  }

  /** The answer whatever its status, as text. @throws CommandFailed when there is none. */
  async exchange(method: string, path: string, { query, body, headers }: RequestOptions = {}): Promise<TextAnswer> {
    const { signal, timeoutMs = TIMEOUT_MS } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(this.address(path, query), {
        method,
        redirect: 'error',
        headers: { ...this.headers(), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.any([signal, timeout]),
      });
      return { status: response.status, ok: response.ok, headers: response.headers, body: await response.text() };
    } catch (error) {
      if (signal.aborted) throw new Interrupted();
      throw this.unreachable(timeout.aborted ? `no answer within ${timeoutMs / 1_000} s` : causeOf(error));
    }
  }

  address(path: string, query: Query = {}): string {
    const given = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
    return `${this.options.server.url}${path}${text === '' ? '' : `?${text}`}`;
  }

  headers(): Readonly<Record<string, string>> {
    const { organisation, person } = this.options.caller;
    return {
      accept: 'application/json',
      'x-correlation-id': this.options.correlationId,
      ...(organisation !== undefined && { 'exchange-organisation': organisation }),
      ...(person !== undefined && { 'exchange-person': person }),
    };
  }

  refused(status: number, headers: { get(name: string): string | null }, body: string): CommandFailed {
    const correlationId = headers.get('x-correlation-id') ?? this.options.correlationId;
    return refusal(`${capitalised(this.server.name)} at ${this.server.url}`, { status, retryAfter: headers.get('retry-after'), correlationId, body });
  }

  /** @param cause why, in a few words. */
  unreachable(cause: string): CommandFailed {
    const { server, correlationId } = this.options;
    const message = `${capitalised(server.name)} cannot be reached at ${server.url} (${cause}).\nLook at it with: exchange doctor`;
    return new CommandFailed({ exitCode: EXIT_CODES.unreachable, message, correlationId });
  }
}

export interface TextAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly body: string;
}

/** What broke, as a system code where there is one: `ECONNREFUSED` says more than `fetch failed`. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { code, errors } = (cause ?? {}) as { readonly code?: unknown; readonly errors?: readonly { readonly code?: unknown }[] };
  const found = code ?? errors?.[0]?.code;
  return typeof found === 'string' ? found : 'the connection broke';
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
