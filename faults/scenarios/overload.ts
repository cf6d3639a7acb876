import { now } from '../../harness/load/generate.js';
import { TIMELY } from '../../harness/load/example.js';
import { Ledger } from '../../harness/load/ledger.js';
import { sendReferrals, type SenderOptions } from '../../harness/load/sender.js';
import { MemorySampler } from '../../harness/measure/memory-sampler.js';
import { acceptFigures, failuresIf, pause, startEnvironment, untilArrived, waitFailures, type Scenario } from './scenario.js';

const PUBLISHER_MB = 400;
/** Small, so that a generator on the same machine can fill it. */
const QUEUE_LIMIT = 100;
const CALLERS = 1_000;

export const overload: Scenario = {
  name: 'overload',
  aim: '10 x the sustainable rate: 503 + Retry-After, every request answered, accepted within 5 s, memory bounded, recovers',
  control: 'no-shedding',
  run: async (context) => {
    const { quick } = context.options;
    const environment = await startEnvironment(context, { logLevel: 'warn', settings: { 'referral-publisher': { ACCEPT_QUEUE_LIMIT: String(QUEUE_LIMIT) } } });
    const ledger = new Ledger();
    const send = (options: Partial<SenderOptions>): Promise<void> => sendReferrals(ledger, { urls: () => environment.exchange.referralUrls(), referral: TIMELY, ...options });
    // The sustainable rate goes all the way to the audit: a fixed number, from the first request until nothing is under way.
    const count = quick ? 1_500 : 4_000;
    const began = performance.now();
    await send({ cases: 32, most: count });
    await untilArrived(context, environment, ledger);
    const sustainable = count / ((performance.now() - began) / 1_000);
    context.progress(`sustainable: ${Math.round(sustainable)} referrals/s; offering ten times as many`);
    const memory = new MemorySampler([environment.exchange.app('publisher')]);
    const seconds = quick ? 10 : 60;
    const before = ledger.countStatuses();
    const from = now();
    // Each referral is sent once. A request that the caller's own machine cannot send is not offered.
    await send({
      perSecond: sustainable * 10, atOnce: CALLERS, connections: CALLERS, patienceMs: 0, requestTimeoutMs: 60_000, tickMs: 5, forMs: seconds * 1_000,
    });
    const to = now();
    const flood = new Map([...ledger.countStatuses()].map(([status, all]) => [status, all - (before.get(status) ?? 0)]));
    const [accepted = 0, shed = 0, unanswered = 0] = [202, 503, 0].map((status) => flood.get(status) ?? 0);
    const sent = [...flood.values()].reduce((sum, number) => sum + number, 0);
    await pause(2_000);
    const calm = performance.now();
    await send({ atOnce: 1, most: 1 });
    const afterMs = Math.round(performance.now() - calm);
    memory.stop();
    const peak = memory.peakMb('publisher');
    context.progress(`${sent - unanswered} of ${sent} answered, ${shed} of them with 503`);
    const { findings } = await untilArrived(context, environment, ledger, { timeoutMs: 600_000 });
    return {
      runs: 1,
      findings,
      failures: [
        ...failuresIf(
          [unanswered > 0, `${unanswered} requests were not answered`],
          [shed === 0, 'nothing was shed'],
          [ledger.refusedWithoutTime > 0, `${ledger.refusedWithoutTime} answers with 503 had no Retry-After`],
          [sent > accepted + shed + unanswered, `${sent - accepted - shed - unanswered} answers were neither 202 nor 503`],
          [peak > PUBLISHER_MB, `the publisher grew to ${peak} MB`],
          [afterMs > 1_000, `two seconds after the flood a request took ${afterMs} ms`],
        ),
        ...waitFailures(ledger, from, to),
      ],
      figures: {
        'sustainable/s': Math.round(sustainable), 'offered/s': Math.round(sent / seconds), shed, 'publisher peak MB': peak,
        'first request afterwards ms': afterMs, ...acceptFigures(ledger, from, to),
      },
    };
  },
};
