import { failure, success, type Outcome } from '#libs/kernel';

import { CallerResolver, type Caller, type CallerProblem, type CallerRefusal, type CallerRequest } from './caller.js';
import type { ProofCheck } from './proofs/proof-check.js';
import { isStaffReference } from './staff-reference.js';
import type { TokenVerifier } from './tokens/token-verifier.js';
import type { VerifiedToken } from './tokens/verified-token.js';

/** A system names the person who acts through it by this header, where the partnership lets it. */
export const PERSON_HEADER = 'exchange-person';
const KEYS_RETRY_AFTER_SECONDS = '10';
const CREDENTIALS = /^(Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)$/i;

interface Parts {
  readonly tokens: TokenVerifier;
  readonly proofs: ProofCheck;
  /** Where `optional`, a token that is bound to no key counts without a proof. A bound token needs its proof in any case. */
  readonly senderConstrained: 'required' | 'optional';
  readonly algorithms: readonly string[];
  /** The address by which callers know the app, if a gateway answers for it. */
  readonly publicUrl: string | undefined;
  /** Whether a system of the organisation may name the person who acts through it. */
  readonly assertsPersons: (organisation: string, client: string) => boolean;
}

/** Identifies a caller by a verified access token (RFC 9068), with a proof of possession (RFC 9449) where the token is bound to a key. */
export class TokenCallerResolver extends CallerResolver {
  constructor(private readonly parts: Parts) {
    super();
  }

  async resolve(request: CallerRequest): Promise<Outcome<Caller, CallerRefusal>> {
    const { authorization } = request.headers;
    if (isRepeated('authorization', request)) return this.refuse('IDN-001');
    if (authorization === undefined || authorization === '') return this.refuse('GEN-007');
    const [, scheme = '', text = ''] = (typeof authorization === 'string' ? CREDENTIALS.exec(authorization) : null) ?? [];
    if (text === '') return this.refuse('IDN-001');
    const token = await this.parts.tokens.verify(text);
    if (!token.ok) return this.refuse(token.error);
    const fault = await this.possessionFault(scheme.toLowerCase() === 'dpop', text, token.value, request);
    return fault === undefined ? this.callerOf(token.value, request) : this.refuse(fault);
  }

  private async possessionFault(isProven: boolean, token: string, { boundTo }: VerifiedToken, request: CallerRequest): Promise<CallerProblem | undefined> {
    if (!isProven) return boundTo === undefined && this.parts.senderConstrained === 'optional' ? undefined : 'IDN-007';
    if (boundTo === undefined) return 'IDN-007';
    const { method, headers: { dpop: proof } } = request;
    const address = this.addressOf(request);
    if (typeof proof !== 'string' || address === undefined) return 'IDN-008';
    return this.parts.proofs.faultOf({ proof, token, boundTo, method, address });
  }

  /** The address of the request as its caller knows it. */
  private addressOf({ protocol, url, headers: { host } }: CallerRequest): string | undefined {
    const [path = ''] = url.split(/[?#]/, 1);
    if (this.parts.publicUrl !== undefined) return `${this.parts.publicUrl}${path}`;
    return typeof host === 'string' ? `${protocol}://${host}${path}` : undefined;
  }

  private callerOf({ organisation, client, roles, person }: VerifiedToken, { headers }: CallerRequest): Outcome<Caller, CallerRefusal> {
    const caller = { organisation, client, roles };
    const named = headers[PERSON_HEADER];
    if (named === undefined || named === '') return success(person === undefined ? caller : { ...caller, person });
    // A person's token names its person already, and a second name would leave open who acts.
    if (person !== undefined || !this.parts.assertsPersons(organisation, client)) return this.refuse('IDN-010', person === undefined ? caller : { ...caller, person });
    return isStaffReference(named) ? success({ ...caller, person: named, assertedBy: client }) : this.refuse('GEN-008', caller);
  }

  private refuse(code: CallerProblem, caller?: Caller): Outcome<Caller, CallerRefusal> {
    return failure({ code, headers: this.headersOf(code), ...(caller !== undefined && { caller }) });
  }

  /** The same fault in the words of RFC 6750 and RFC 9449. */
  private headersOf(code: CallerProblem): Readonly<Record<string, string>> {
    if (code === 'IDN-011') return { 'retry-after': KEYS_RETRY_AFTER_SECONDS };
    if (code === 'GEN-008' || code === 'IDN-010') return {};
    const error = code === 'GEN-007' ? '' : `, error="${code === 'IDN-008' || code === 'IDN-009' ? 'invalid_dpop_proof' : 'invalid_token'}"`;
    const proven = `DPoP algs="${this.parts.algorithms.join(' ')}"${error}`;
    return { 'www-authenticate': this.parts.senderConstrained === 'optional' ? `${proven}, Bearer realm="safeguarding-exchange"${error}` : proven };
  }
}

/** A program between the caller and the app could read another one of the lines than the app does. */
function isRepeated(name: string, { raw: { rawHeaders } }: CallerRequest): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.length === name.length && text.toLowerCase() === name).length > 1;
}
