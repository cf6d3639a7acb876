import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { TIMELY } from './example.js';
import { ask, keptAlive } from './http.js';
import type { Ledger, Submission } from './submissions.js';

export interface BurstOptions {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** How long after its end a referral may still be refused before the sender gives up. */
  readonly patienceMs: number;
}

/** How the burst was answered. */
export interface BurstAnswers {
  /** When the last referral was sent for the first time. */
  endedAt: number;
  /** When the last of all was accepted. */
  acceptedAt: number;
  /** Answers with 503, each of which was to say when to come again. */
  refused: number;
  withoutRetryAfter: number;
  /** Any other answer than 202 and 503, and none at all. */
  other: number;
}

const CONNECTIONS = 512;
const TICK_MS = 10;

/**
 * Many forces at once: referrals come at their rate whatever the answers are, each of a case of its own, and what was
 * refused is sent again when the answer says, under the same key.
 */
export async function burst(ledger: Ledger, options: BurstOptions): Promise<BurstAnswers> {
  const agent = keptAlive(CONNECTIONS);
  const answers: BurstAnswers = { endedAt: 0, acceptedAt: 0, refused: 0, withoutRetryAfter: 0, other: 0 };
  const open = new Set<Promise<void>>();
  const began = performance.now();
  const total = options.perSecond * options.seconds;
  const giveUpAt = Date.now() + options.seconds * 1_000 + options.patienceMs;
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - began) * options.perSecond) / 1_000);
    for (; sent < due; sent += 1) {
      const submission: Submission = {
        idempotencyKey: randomUUID(), correlationId: randomUUID(), caseReference: `NP-BURST-${sent}`, sequence: 1, firstSentAt: Date.now(), statuses: [],
      };
      ledger.submissions.push(submission);
      const one = insist(agent, options.url, submission, answers, giveUpAt).finally(() => open.delete(one));
      open.add(one);
    }
    await pause(TICK_MS);
  }
  answers.endedAt = Date.now();
  await Promise.all(open);
  agent.destroy();
  return answers;
}

async function insist(agent: ReturnType<typeof keptAlive>, url: string, submission: Submission, answers: BurstAnswers, giveUpAt: number): Promise<void> {
  const body = JSON.stringify({ ...TIMELY, caseReference: submission.caseReference });
  const headers = {
    'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041',
    'idempotency-key': submission.idempotencyKey, 'x-correlation-id': submission.correlationId,
  };
  while (Date.now() < giveUpAt) {
    const began = performance.now();
    const answer = await ask(agent, { method: 'POST', url: `${url}/v1/referrals`, headers, body, timeoutMs: 30_000 });
    submission.statuses.push(answer?.status ?? 0);
    if (answer?.status === 202) {
      const { referralId, recipients } = JSON.parse(answer.body) as { referralId: string; recipients: { agency: string }[] };
      submission.answer = { referralId, agencies: recipients.map(({ agency }) => agency), at: Date.now(), ms: performance.now() - began };
      answers.acceptedAt = Math.max(answers.acceptedAt, Date.now());
      return;
    }
    const retryAfter = Number(answer?.headers['retry-after'] ?? Number.NaN);
    if (answer?.status !== 503) answers.other += 1;
    else answers.refused += 1;
    if (answer?.status === 503 && !(retryAfter >= 0)) answers.withoutRetryAfter += 1;
    // Spread, because senders that were refused together would be refused together again.
    await pause((retryAfter >= 0 ? retryAfter : 1) * 1_000 * (1 + Math.random() / 2));
  }
  submission.abandoned = true;
}
