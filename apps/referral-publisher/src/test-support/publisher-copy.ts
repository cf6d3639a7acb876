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

  /** A step of an operator on a dead letter. */
  post(path: string, person = 'op-7', organisation = 'northshire-police'): Promise<Answer> {
    return this.ask(path, { method: 'POST', headers: callerOf(organisation, person) });
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
