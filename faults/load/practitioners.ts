import { setTimeout as pause } from 'node:timers/promises';

import { REDIRECT_TARGET } from '../environment/plan.js';
import type { Environment } from '../environment/environment.js';
import { ask, keptAlive } from './http.js';
import type { Ledger, Submission } from './submissions.js';

/** So many times 300 ms; then somebody else's referral is opened, while this one is still on its way. */
const LONGEST_WAIT = 12;

/** People at the agencies who open, accept and decide what arrives, and redirect some of it. They repeat what got no answer. */
export class Practitioners {
  private readonly agent = keptAlive(16);
  private stopping = false;
  private loops: Promise<void>[] = [];

  constructor(
    private readonly environment: Environment,
    private readonly ledger: Ledger,
    private readonly options: { readonly redirects: boolean },
  ) {}

  start(): void {
    this.loops = this.environment.agencies.filter((agency) => agency !== REDIRECT_TARGET).map((agency) => this.work(agency));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.loops);
    this.agent.destroy();
  }

  private async work(agency: string): Promise<void> {
    const done = new Set<Submission>();
    for (let count = 0; !this.stopping; ) {
      const next = this.ledger.submissions.findLast((each) =>
        // Poison does not arrive before somebody replays it, and waiting for it would keep everything else unread.
        each.answer?.agencies.includes(agency) === true && each.isPoison !== true && !done.has(each));
      if (next?.answer === undefined) {
        await pause(50);
        continue;
      }
      done.add(next);
      count += 1;
      await this.handle(agency, next.answer.referralId, count);
    }
  }

  private async handle(agency: string, referralId: string, count: number): Promise<void> {
    if (!(await this.insist(agency, referralId, 'GET', ''))) return;
    this.ledger.steps.push({ agency, referralId, rung: 'opened' });
    if (this.options.redirects && agency === 'northshire-csc' && count % 2 === 0) {
      if (await this.insist(agency, referralId, 'PUT', '/redirection', { agency: REDIRECT_TARGET, reason: 'moved-area' })) {
        this.ledger.steps.push({ agency, referralId, rung: 'redirected' });
      }
      return;
    }
    if (await this.insist(agency, referralId, 'PUT', '/acceptance', {})) this.ledger.steps.push({ agency, referralId, rung: 'accepted' });
  }

  /** Until it is done; not at all once the programme wants to end, or when the referral has not arrived for long. */
  private async insist(agency: string, referralId: string, method: string, step: string, body?: object): Promise<boolean> {
    for (let attempt = 0, notThere = 0; attempt < 100 && notThere < LONGEST_WAIT; attempt += 1) {
      const nodes = this.environment.nodesOf(agency);
      const answer = await ask(this.agent, {
        method,
        url: `${nodes[attempt % nodes.length]?.url ?? ''}/v1/inbox/${referralId}${step}`,
        headers: { 'exchange-organisation': agency, 'exchange-person': 'sw-0142' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        timeoutMs: 10_000,
      });
      if (answer?.status === 200) return true;
      if (answer?.status === 404) notThere += 1;
      if (this.stopping && attempt > 20) return false;
      await pause(300);
    }
    return false;
  }
}
