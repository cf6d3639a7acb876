import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { audienceOf } from '#libs/contracts';
import { callerHeaders, TestIssuer } from '#libs/testing';

import { generateLoad, now, type Pace } from './generate.js';
import { ask, connections, CUT_OFF, type Answer } from './http.js';
import type { Ledger, Submission } from './ledger.js';

/** Without `most`, `forMs` and `isOver` the sender never ends. */
export interface SenderOptions extends Pace {
  /** Milliseconds after which no further referral is begun. */
  readonly forMs?: number;
  /** Addresses that take a referral, each in turn. Asked for every request. */
  readonly urls: () => readonly string[];
  /** The number of cases, each with one referral under way at a time. Absent: every referral is a case of its own. */
  readonly cases?: number;
  /** Milliseconds after which the sender gives a referral up. Default 120,000; with 0 each is sent once. */
  readonly patienceMs?: number;
  /** A refused referral is sent again after the time in `Retry-After`, and not within 300 ms. */
  readonly obeysRetryAfter?: boolean;
  /** Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** The header `authorization`. By default that of {@link officer} by the issuer of this process. */
  readonly authorization?: string;
  /** The request. Its case reference is replaced. */
  readonly referral: object;
  /** The largest number of connections. Default 256. */
  readonly connections?: number;
  /** False for a connection per request. */
  readonly keepAlive?: boolean;
  /** A change of the referral with this number, counted from 1. */
  readonly vary?: (number: number) => Partial<Submission>;
}

/** A token of an officer for the publisher, in the form of the header `authorization`. One token serves a whole load. */
export function officer(): string {
  return callerHeaders(TestIssuer.shared(), { audience: audienceOf('publisher'), organisation: 'northshire-police', person: 'pc-2041' }).authorization;
}

/** Stands for the case reference in the text of a request. */
const CASE = '@CASE@';

/**
 * Sends referrals as a police system does: those of a case one after the other, and a request again under its idempotency key
 * until it has an answer, also when the connection breaks. Resolves when all have their answer or are given up.
 */
export async function sendReferrals(ledger: Ledger, options: SenderOptions): Promise<void> {
  const { perSecond, tickMs, owedMs, most, cases, atOnce = cases, forMs = Number.POSITIVE_INFINITY, patienceMs = 120_000 } = options;
  const agent = connections(options.connections ?? 256, options.keepAlive);
  const template = JSON.stringify({ ...options.referral, caseReference: CASE }).split(CASE);
  const name = randomUUID().slice(0, 8);
  const idleCases = Array.from({ length: cases ?? 0 }, (_, index) => ({ reference: `NP-${name}-${index}`, sent: 0 }));
  const end = now() + forMs;
  let sent = 0;

  const sendOne = async (dueAt: number): Promise<void> => {
    sent += 1;
    const ofCase = idleCases.shift() ?? { reference: `NP-${name}-case-${sent}`, sent: 0 };
    ofCase.sent += 1;
    const submission: Submission = {
      idempotencyKey: randomUUID(), correlationId: randomUUID(), caseReference: ofCase.reference, sequence: ofCase.sent, dueAt, firstSentAt: now(), statuses: [],
      ...options.vary?.(sent),
    };
    ledger.submissions.push(submission);
    await insist(submission, sent);
    if (cases !== undefined) idleCases.push(ofCase);
  };
  const insist = async (submission: Submission, number: number): Promise<void> => {
    const giveUpAt = now() + patienceMs;
    for (let attempt = number; ; attempt += 1) {
      const urls = options.urls();
      const url = urls[attempt % urls.length];
      const answer = url === undefined ? undefined : await request(agent, url, template.join(submission.caseReference), submission, options.authorization ?? officer(), options.requestTimeoutMs);
      if (submission.answer !== undefined) return;
      if (answer?.status === 503 && retryAfterOf(answer) === undefined) ledger.refusedWithoutTime += 1;
      if (now() >= giveUpAt) break;
      // No publisher runs at this moment, so the next attempt is worth a longer pause.
      await pause(url === undefined ? 500 : waitAfter(answer, options.obeysRetryAfter === true));
    }
    submission.abandoned = true;
  };
  await generateLoad({ perSecond, tickMs, owedMs, atOnce, most, isOver: () => options.isOver?.() === true || now() > end }, sendOne);
  agent.destroy();
}

/** Sends the referral once and notes the answer. */
async function request(agent: Agent, url: string, body: string, submission: Submission, authorization: string, timeoutMs = 30_000): Promise<Answer | undefined> {
  const { idempotencyKey, correlationId, statuses } = submission;
  const began = now();
  const headers = {
    authorization, 'idempotency-key': idempotencyKey, 'x-correlation-id': correlationId,
  };
  const answer = await ask(agent, { method: 'POST', url, headers, body, timeoutMs });
  statuses.push(answer?.status ?? 0);
  if (answer?.status === CUT_OFF) submission.cutOffAt = now();
  if (answer?.status === 202) {
    const { referralId, recipients = [] } = JSON.parse(answer.body) as { referralId: string; recipients?: { agency: string }[] };
    submission.answer = { referralId, agencies: recipients.map(({ agency }) => agency), at: now(), ms: now() - began };
  }
  return answer;
}

function retryAfterOf(answer: Answer | undefined): number | undefined {
  const seconds = Number(answer?.headers['retry-after'] ?? Number.NaN);
  return seconds >= 0 ? seconds : undefined;
}

/** Milliseconds. Spread, because senders that were refused together would be refused together again. */
function waitAfter(answer: Answer | undefined, obeysRetryAfter: boolean): number {
  return obeysRetryAfter ? (retryAfterOf(answer) ?? 1) * 1_000 * (1 + Math.random() / 2) : 100 + Math.random() * 200;
}
