import { audienceOf } from '#libs/contracts';
import type { HttpApp } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { callerHeaders, TestIssuer } from '#libs/testing';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of any form are compared with the expected ones
  readonly body: any;
}

/** The sender of a submission and its headers. By default Northshire Police with a new key. */
export interface Submitting {
  readonly organisation?: string;
  /** Null leaves the header out. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const OPERATORS = 'northshire-exchange-team';

/** @param person null or absent for a system of the organisation. */
export function callerOf(organisation: string, person?: string | null): { readonly authorization: string } {
  return callerHeaders(TestIssuer.shared(), { audience: audienceOf('publisher'), organisation, ...(typeof person === 'string' && { person }) });
}

/** One running copy of the publisher, seen through its API. */
export class PublisherCopy {
  constructor(
    readonly app: HttpApp,
    readonly url: string,
  ) {}

  /** @param body an object is sent as JSON, text unchanged. */
  submit(body: object | string, { organisation = 'northshire-police', key = newId(), headers = {} }: Submitting = {}): Promise<Answer> {
    return this.ask('/v1/referrals', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...callerOf(organisation),
        ...(key !== null && { 'idempotency-key': key }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  get(path: string, organisation = 'northshire-police'): Promise<Answer> {
    return this.ask(path, { headers: callerOf(organisation) });
  }

  /** The step of a person. */
  post(path: string, person = 'pc-2041', organisation = 'northshire-police'): Promise<Answer> {
    return this.ask(path, { method: 'POST', headers: callerOf(organisation, person) });
  }

  /** Dead letters, as an operator of the exchange reads them. */
  letters(query: string): Promise<Answer> {
    return this.ask(`/v1/dead-letters?${query}`, { headers: callerOf(OPERATORS, 'ops-0031') });
  }

  /** A dead letter, replayed by an operator of the exchange. */
  replay(letterId: string): Promise<Answer> {
    return this.post(`/v1/dead-letters/${letterId}/replay`, 'ops-0031', OPERATORS);
  }

  /** A request that records something, as a person of the force. */
  record(path: string, body: object, { organisation = 'northshire-police', key = newId(), headers = {}, person = 'pc-2041' }: Submitting & { readonly person?: string | null } = {}): Promise<Answer> {
    return this.ask(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...callerOf(organisation, person),
        ...(key !== null && { 'idempotency-key': key }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  }

  stop(): Promise<boolean> {
    return this.app.stop();
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as unknown) : undefined };
  }
}
