import { setTimeout as pause } from 'node:timers/promises';

import { audienceOf, type MilestoneRequest, type OpenedReferral, type ReferralAccepted, type ReferralStatus, type SubmitReferralRequest } from '#libs/contracts';
import type { DemoIdentity, DemoTokens } from '#libs/local-services';

import type { DemoStep } from './demo-referrals.js';

/** A request that is refused with 503 is repeated for this time. */
const REPEAT_MS = 60_000;

/** Thrown when the exchange does not answer as the demo expects; the message names the step and the problem's code. */
export class DemoFailed extends Error {}

/** A client of the exchange's own APIs, used as its users use them. */
export class ExchangeClient {
  /** @param signal fires when the sandbox stops: no request outlives it. */
  constructor(
    private readonly identities: readonly DemoIdentity[],
    private readonly tokens: DemoTokens,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns the answer of the publisher. The same key twice is the same referral. */
  async publish(referral: SubmitReferralRequest, key: string): Promise<ReferralAccepted> {
    const police = this.identity(({ role }) => role === 'police');
    const answer = await this.call(police, 'POST', '/v1/referrals', referral, { 'idempotency-key': key });
    return answer as ReferralAccepted;
  }

  async status(referralId: string): Promise<ReferralStatus> {
    return (await this.call(this.identity(({ role }) => role === 'police'), 'GET', `/v1/referrals/${referralId}`)) as ReferralStatus;
  }

  /**
   * Shows the referral to the agency's person, which is a rung of its own.
   *
   * @returns the number of rungs above `delivered` that are stated now. A second look adds none.
   */
  async open(agency: string, referralId: string): Promise<number> {
    const opened = (await this.call(this.of(agency), 'POST', `/v1/inbox/${referralId}/openings`)) as OpenedReferral;
    return opened.progress.rungs.filter(({ rung }) => rung !== 'delivered').length;
  }

  async take(agency: string, referralId: string, step: DemoStep): Promise<void> {
    if (step.step === 'open') return void (await this.open(agency, referralId));
    const { to, body } = request(step);
    await this.call(this.of(agency), 'PUT', `/v1/inbox/${referralId}/${to}`, body);
  }

  /** Records a request of the force. The same key twice is the same record. */
  async record<Answer>(path: string, body: object, key: string): Promise<Answer> {
    return (await this.call(this.identity(({ role }) => role === 'police'), 'POST', path, body, { 'idempotency-key': key })) as Answer;
  }

  /** Waits until the correction has arrived, and acknowledges it. */
  async acknowledge(agency: string, referralId: string, correctionId: string, timeoutMs = 30_000): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; ; ) {
      const { updates = [] } = (await this.call(this.of(agency), 'POST', `/v1/inbox/${referralId}/openings`)) as OpenedReferral;
      if (updates.some(({ updateId }) => updateId === correctionId)) break;
      if (Date.now() > deadline) throw new DemoFailed(`a demo correction did not reach ${agency} within ${timeoutMs / 1_000} s`);
      await pause(100, undefined, { signal: this.signal });
    }
    await this.call(this.of(agency), 'PUT', `/v1/inbox/${referralId}/corrections/${correctionId}/acknowledgement`, {});
  }

  async state(agency: string, referralId: string, milestone: MilestoneRequest): Promise<void> {
    await this.call(this.of(agency), 'PUT', `/v1/inbox/${referralId}/milestones`, milestone);
  }

  /** Waits until the agency's node has the referral, because delivery takes a moment after publication. */
  async untilDelivered(agency: string, referralId: string, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { recipients } = await this.status(referralId);
      const recipient = recipients.find((each) => each.agency === agency);
      if (recipient?.rungs.some(({ rung }) => rung === 'delivered') === true) return;
      if (Date.now() > deadline) throw new DemoFailed(`a demo referral did not reach ${agency} within ${timeoutMs / 1_000} s`);
      await pause(100, undefined, { signal: this.signal });
    }
  }

  private of(agency: string): DemoIdentity {
    return this.identity(({ organisation }) => organisation === agency);
  }

  private identity(is: (identity: DemoIdentity) => boolean): DemoIdentity {
    const identity = this.identities.find((each) => is(each));
    if (identity === undefined) throw new DemoFailed('the demo partnership lacks somebody whom the demo needs');
    return identity;
  }

  /** Repeats a request that is refused for the moment, as a sender does, because a busy machine starts slowly. */
  private async call(who: DemoIdentity, method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    for (const deadline = Date.now() + REPEAT_MS; ; ) {
      const response = await this.send(who, method, path, body, headers);
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      if (response.status !== 503 || Date.now() > deadline) {
        throw new DemoFailed(`${method} ${path.split('/').at(-1) ?? ''} at ${who.organisation} answered ${response.status} ${(answer as { code?: string }).code ?? ''}`);
      }
      await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000, undefined, { signal: this.signal });
    }
  }

  private async send(who: DemoIdentity, method: string, path: string, body: object | undefined, headers: Readonly<Record<string, string>>): Promise<Response> {
    const token = await this.tokens.token(who, who.role === 'practitioner' ? audienceOf('node', who.organisation) : audienceOf('publisher'), this.signal);
    return fetch(`${who.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(20_000), this.signal]),
    });
  }
}

function request(step: Exclude<DemoStep, { readonly step: 'open' }>): { readonly to: string; readonly body: object } {
  switch (step.step) {
    case 'accept':
      return { to: 'acceptance', body: {} };
    case 'refuse':
      return { to: 'refusal', body: { reason: step.reason } };
    case 'redirect':
      return { to: 'redirection', body: { agency: step.agency, reason: step.reason } };
    case 'decide':
      return { to: 'decision', body: { decision: step.decision } };
    case 'feed-back':
      return { to: 'feedback', body: { outcome: step.outcome } };
  }
}
