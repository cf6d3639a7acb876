import { setTimeout as pause } from 'node:timers/promises';

import type { ReferralStatus, SubmitReferralRequest } from '#libs/contracts';

import type { DemoIdentity } from '../sandbox-file.js';
import type { DemoStep } from './stories.js';

/** Thrown when the exchange does not answer as the demo expects; the message names the step and the problem's code. */
export class DemoFailed extends Error {}

/** The exchange's own APIs, used the way its users use them. */
export class ExchangeClient {
  constructor(private readonly identities: readonly DemoIdentity[]) {}

  /** @returns the referral's id. The same key twice is the same referral. */
  async publish(referral: SubmitReferralRequest, key: string): Promise<string> {
    const police = this.identity(({ role }) => role === 'police');
    const answer = await this.call(police, 'POST', '/v1/referrals', referral, { 'idempotency-key': key });
    return (answer as { readonly referralId: string }).referralId;
  }

  async status(referralId: string): Promise<ReferralStatus> {
    return (await this.call(this.identity(({ role }) => role === 'police'), 'GET', `/v1/referrals/${referralId}`)) as ReferralStatus;
  }

  async take(agency: string, referralId: string, step: DemoStep): Promise<void> {
    const path = `/v1/inbox/${referralId}`;
    const { method, to, body } = request(step);
    await this.call(this.identity(({ organisation }) => organisation === agency), method, `${path}${to}`, body);
  }

  /** Waits until the agency's node has the referral: what was published a moment ago is still on its way. */
  async untilDelivered(agency: string, referralId: string, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { recipients } = await this.status(referralId);
      const recipient = recipients.find((each) => each.agency === agency);
      if (recipient?.rungs.some(({ rung }) => rung === 'delivered') === true) return;
      if (Date.now() > deadline) throw new DemoFailed(`a demo referral did not reach ${agency} within ${timeoutMs / 1_000} s`);
      await pause(100);
    }
  }

  private identity(is: (identity: DemoIdentity) => boolean): DemoIdentity {
    const identity = this.identities.find((each) => is(each));
    if (identity === undefined) throw new DemoFailed('the demo partnership lacks somebody whom the demo needs');
    return identity;
  }

  private async call(who: DemoIdentity, method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const response = await fetch(`${who.url}${path}`, {
      method,
      headers: {
        'exchange-organisation': who.organisation,
        'exchange-person': who.person,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new DemoFailed(`${method} ${path.split('/').at(-1) ?? ''} at ${who.organisation} answered ${response.status} ${(answer as { code?: string }).code ?? ''}`);
  }
}

function request(step: DemoStep): { readonly method: string; readonly to: string; readonly body?: object } {
  switch (step.step) {
    case 'open':
      return { method: 'GET', to: '' };
    case 'accept':
      return { method: 'PUT', to: '/acceptance', body: {} };
    case 'refuse':
      return { method: 'PUT', to: '/refusal', body: { reason: step.reason } };
    case 'redirect':
      return { method: 'PUT', to: '/redirection', body: { agency: step.agency, reason: step.reason } };
    case 'decide':
      return { method: 'PUT', to: '/decision', body: { decision: step.decision } };
    case 'feed-back':
      return { method: 'PUT', to: '/feedback', body: { outcome: step.outcome } };
  }
}
