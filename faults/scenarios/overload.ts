import { randomUUID } from 'node:crypto';

import { TIMELY } from '../load/example.js';
import { ask, keptAlive, type Answer } from '../load/http.js';
import { Sender } from '../load/sender.js';
import { Ledger, type Submission } from '../load/submissions.js';
import { MemoryWatch } from '../environment/memory-watch.js';
import type { Environment } from '../environment/environment.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Context, type Scenario } from './scenario.js';

const MEGABYTE = 2 ** 20;
const PUBLISHER_MB = 400;
/** Small, so that a generator on the same machine can fill it. */
const QUEUE_LIMIT = 100;
const CONNECTIONS = 1_000;

export const overload: Scenario = {
  name: 'overload',
  aim: '10 x the sustainable rate: 503 + Retry-After, every request answered, memory bounded, recovers',
  control: 'no-shedding',
  run: async (context) => {
    const environment = await startEnvironment(context, { logLevel: 'warn', settings: { 'referral-publisher': { ACCEPT_QUEUE_LIMIT: String(QUEUE_LIMIT) } } });
    const ledger = new Ledger();
    const sustainable = await measureSustainable(environment, ledger, context);
    context.progress(`sustainable: ${Math.round(sustainable)} referrals/s; offering ten times as many`);
    const memory = new MemoryWatch([environment.app('publisher')]);
    const seconds = context.options.quick ? 10 : 60;
    const floodedFrom = Date.now();
    const flood = await floodWith(environment, ledger, sustainable * 10, seconds);
    const floodedTo = Date.now();
    await pause(2_000);
    const after = await oneCalmRequest(environment, ledger);
    const peak = memory.stop() / MEGABYTE;
    context.progress(`${flood.answered} answered, ${flood.shed} of them with 503; waiting for everything to arrive`);
    const findings = await untilArrived(context, environment, ledger, 600_000);
    return {
      runs: 1,
      findings,
      failures: [
        ...(flood.unanswered > 0 ? [`${flood.unanswered} requests were not answered`] : []),
        ...(flood.shed === 0 ? ['nothing was shed'] : []),
        ...(flood.withoutRetryAfter > 0 ? [`${flood.withoutRetryAfter} answers with 503 had no Retry-After`] : []),
        ...(flood.other > 0 ? [`${flood.other} answers were neither 202 nor 503`] : []),
        ...(peak > PUBLISHER_MB ? [`the publisher grew to ${Math.round(peak)} MB`] : []),
        ...(after > 1_000 ? [`two seconds after the flood a request took ${Math.round(after)} ms`] : []),
      ],
      figures: {
        'sustainable/s': Math.round(sustainable), 'offered/s': Math.round(flood.sent / seconds), shed: flood.shed,
        'publisher peak MB': Math.round(peak), 'first request afterwards ms': Math.round(after), ...acceptFigures(ledger, floodedFrom, floodedTo),
      },
    };
  },
};

/** Referrals a second that go all the way to the audit: a fixed number, from the first request until nothing is under way. */
async function measureSustainable(environment: Environment, ledger: Ledger, context: Context): Promise<number> {
  const count = context.options.quick ? 1_500 : 4_000;
  const began = performance.now();
  await new Sender(ledger, { timely: true, urls: () => [environment.app('publisher').url], perSecond: 1, cases: 32 }).sendAll(count);
  await untilArrived(context, environment, ledger, 120_000);
  return count / ((performance.now() - began) / 1_000);
}

interface Flood {
  sent: number;
  answered: number;
  shed: number;
  withoutRetryAfter: number;
  other: number;
  unanswered: number;
}

/** Requests at a rate that does not care about answers, each once. */
async function floodWith(environment: Environment, ledger: Ledger, perSecond: number, seconds: number): Promise<Flood> {
  const agent = keptAlive(CONNECTIONS);
  const flood: Flood = { sent: 0, answered: 0, shed: 0, withoutRetryAfter: 0, other: 0, unanswered: 0 };
  const open = new Set<Promise<void>>();
  const began = performance.now();
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1_000) {
    // A request that the caller's own machine cannot send is not offered.
    while (flood.sent < elapsed * perSecond && open.size < CONNECTIONS) {
      flood.sent += 1;
      const one = sendOnce(environment, agent, ledger, flood).finally(() => open.delete(one));
      open.add(one);
    }
    await pause(5);
  }
  await Promise.all(open);
  agent.destroy();
  return flood;
}

async function sendOnce(environment: Environment, agent: ReturnType<typeof keptAlive>, ledger: Ledger, flood: Flood): Promise<void> {
  const submission: Submission = {
    idempotencyKey: randomUUID(), correlationId: randomUUID(), caseReference: `NP-FLOOD-${flood.sent}`, sequence: 1, firstSentAt: Date.now(), statuses: [],
  };
  const began = performance.now();
  const answer = await submit(environment, agent, submission);
  submission.statuses.push(answer?.status ?? 0);
  if (answer === undefined) flood.unanswered += 1;
  else flood.answered += 1;
  if (answer?.status === 503) flood.shed += 1;
  else if (answer !== undefined && answer.status !== 202) flood.other += 1;
  if (answer?.status === 503 && answer.headers['retry-after'] === undefined) flood.withoutRetryAfter += 1;
  // The ledger holds promises, and a request that was refused got none.
  if (answer?.status !== 202) return;
  const { referralId, recipients } = JSON.parse(answer.body) as { referralId: string; recipients: { agency: string }[] };
  submission.answer = { referralId, agencies: recipients.map(({ agency }) => agency), at: Date.now(), ms: performance.now() - began };
  ledger.submissions.push(submission);
}

async function submit(environment: Environment, agent: ReturnType<typeof keptAlive>, submission: Submission): Promise<Answer | undefined> {
  return ask(agent, {
    method: 'POST',
    url: `${environment.app('publisher').url}/v1/referrals`,
    headers: {
      'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041',
      'idempotency-key': submission.idempotencyKey, 'x-correlation-id': submission.correlationId,
    },
    body: JSON.stringify({ ...TIMELY, caseReference: submission.caseReference }),
    timeoutMs: 60_000,
  });
}

async function oneCalmRequest(environment: Environment, ledger: Ledger): Promise<number> {
  const began = performance.now();
  await new Sender(ledger, { timely: true, urls: () => [environment.app('publisher').url], perSecond: 1, cases: 1 }).sendAll(1);
  return performance.now() - began;
}
