import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { LATE, TIMELY } from './example.js';
import { ask, CUT_OFF, keptAlive } from './http.js';
import { poisonCorrelationId } from './poison.js';
import type { Ledger, Submission } from './submissions.js';

export interface SenderOptions {
  /** Publishers to send to, each in turn. Asked for every request. */
  readonly urls: () => readonly string[];
  /** Referrals a second, in bursts every `tickMs`; a case that is still waiting for an answer is passed over. */
  readonly perSecond: number;
  /** 100 by default. */
  readonly tickMs?: number;
  /** Cases that are sent about at the same time. */
  readonly cases: number;
  /** How long one referral is tried for before the sender gives up. Default 120,000. */
  readonly patienceMs?: number;
  /** True for a referral that the agencies' databases are to refuse: see {@link poisonCorrelationId}. */
  readonly isPoison?: (number: number) => boolean;
  readonly requestTimeoutMs?: number;
  /** True for referrals that are sent in time. The example by itself comes so late that clocks are breached and people called at once. */
  readonly timely?: boolean;
  /** False for a connection per request. */
  readonly keepAlive?: boolean;
}

const TICK_MS = 100;

/**
 * A police system: it sends a case's referrals one after the other, and repeats a request under its key until it has an
 * answer, wherever the connection breaks.
 */
export class Sender {
  private readonly agent;
  private readonly busy = new Map<string, Promise<void>>();
  private readonly sequences = new Map<string, number>();
  private stopping = false;
  private sent = 0;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly options: SenderOptions,
    private readonly name = randomUUID().slice(0, 8),
  ) {
    this.agent = keptAlive(256, options.keepAlive ?? true);
  }

  start(): void {
    this.loop = this.keepSending();
  }

  /** No more new referrals; those under way get their answer or run out of patience. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop;
    await Promise.all(this.busy.values());
    this.agent.destroy();
  }

  /** Sends exactly so many, as fast as answers come, and stops. */
  async sendAll(count: number): Promise<void> {
    while (this.sent < count) {
      if (!this.sendOne()) await pause(5);
    }
    this.stopping = true;
    await this.stop();
  }

  private async keepSending(): Promise<void> {
    let due = 0;
    let last = performance.now();
    while (!this.stopping) {
      await pause(this.options.tickMs ?? TICK_MS);
      const now = performance.now();
      due = Math.min(due + (this.options.perSecond * (now - last)) / 1_000, this.options.perSecond);
      last = now;
      while (due >= 1 && this.sendOne()) due -= 1;
    }
  }

  /** @returns false when every case still waits. */
  private sendOne(): boolean {
    const free = Array.from({ length: this.options.cases }, (_, index) => `NP-${this.name}-${index}`).find((each) => !this.busy.has(each));
    if (free === undefined) return false;
    this.sent += 1;
    const sequence = (this.sequences.get(free) ?? 0) + 1;
    this.sequences.set(free, sequence);
    const submission = this.newSubmission(free, sequence);
    this.ledger.submissions.push(submission);
    // Cases take turns: one that has just been served goes to the end of the queue by being busy for a moment.
    this.busy.set(free, this.insist(submission).finally(() => this.busy.delete(free)));
    return true;
  }

  private newSubmission(caseReference: string, sequence: number): Submission {
    const isPoison = this.options.isPoison?.(this.sent) === true;
    const correlationId = isPoison ? poisonCorrelationId() : randomUUID();
    return { idempotencyKey: randomUUID(), correlationId, isPoison, caseReference, sequence, firstSentAt: Date.now(), statuses: [] };
  }

  private async insist(submission: Submission): Promise<void> {
    const deadline = Date.now() + (this.options.patienceMs ?? 120_000);
    const body = JSON.stringify({ ...(this.options.timely === true ? TIMELY : LATE), caseReference: submission.caseReference });
    for (let attempt = 0; Date.now() < deadline; attempt += 1) {
      const target = this.target(attempt);
      if (target === undefined) {
        // No publisher runs at this moment: a police system would go on trying, too.
        await pause(500);
        continue;
      }
      const began = performance.now();
      const answer = await ask(this.agent, {
        method: 'POST',
        url: `${target}/v1/referrals`,
        headers: {
          'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041',
          'idempotency-key': submission.idempotencyKey, 'x-correlation-id': submission.correlationId,
        },
        body,
        timeoutMs: this.options.requestTimeoutMs ?? 30_000,
      });
      submission.statuses.push(answer?.status ?? 0);
      if (answer?.status === CUT_OFF) submission.cutOffAt = Date.now();
      if (answer?.status === 202) {
        const { referralId, recipients } = JSON.parse(answer.body) as { referralId: string; recipients: { agency: string }[] };
        submission.answer = { referralId, agencies: recipients.map(({ agency }) => agency), at: Date.now(), ms: performance.now() - began };
        return;
      }
      await pause(100 + Math.random() * 200);
    }
    submission.abandoned = true;
  }

  private target(attempt: number): string | undefined {
    const urls = this.options.urls();
    return urls[(this.sent + attempt) % urls.length];
  }
}
