import { TIMELY } from '../../harness/load/example.js';
import { Ledger } from '../../harness/load/ledger.js';
import { sendReferrals } from '../../harness/load/sender.js';
import { MemorySampler } from '../../harness/measure/memory-sampler.js';
import { latencyOf } from '../../harness/measure/statistics.js';
import { readRecorded } from '../oracle/times.js';
import { failuresIf, pause, rounded, startEnvironment, untilArrived, waitFailures, type Scenario } from './scenario.js';

const PER_SECOND = 500;
const DRAINED_MS = 60_000;
/** More than the requests that may be under way, because a queue inside the sender would count as a wait of the exchange. */
const CONNECTIONS = 4_000;
const ANSWERED = new Set([202, 503]);

/** Every force refers at once after an event. The exchange was idle until then. */
export const burst: Scenario = {
  name: 'burst',
  aim: `${PER_SECOND} referrals/s for 60 s out of nothing: accepted within 5 s, or 503 + Retry-After and accepted later; 0 lost; drained <= 60 s after`,
  control: 'takes-fifty (loss), no-shedding with 60 s (longest wait)',
  run: async (context) => {
    const seconds = context.options.burstSeconds;
    const environment = await startEnvironment(context, { commitTimes: true, logLevel: 'warn' });
    const ledger = new Ledger();
    await pause(5_000);
    const memory = new MemorySampler([environment.exchange.app('publisher')]);
    await sendReferrals(ledger, {
      urls: () => environment.exchange.referralUrls(), perSecond: PER_SECOND, tickMs: 10, referral: TIMELY, connections: CONNECTIONS,
      obeysRetryAfter: true, patienceMs: seconds * 1_000 + DRAINED_MS, most: PER_SECOND * seconds,
    });
    memory.stop();
    const statuses = ledger.countStatuses();
    context.progress(`${ledger.accepted.length} of ${ledger.submissions.length} accepted, ${statuses.get(503) ?? 0} times refused`);
    const { findings, figures } = await untilArrived(context, environment, ledger, { timeoutMs: 300_000 });
    const recorded = await readRecorded(environment, ledger);
    const toRecorded = latencyOf(recorded.map(({ sentAt, at }) => at - sentAt));
    const [beganAt, endedAt] = [ledger.submissions[0]?.firstSentAt ?? 0, ledger.submissions.at(-1)?.firstSentAt ?? 0];
    const lastAt = Math.max(endedAt, ...recorded.map(({ at }) => at), ...ledger.accepted.map(({ answer }) => answer?.at ?? 0));
    const offered = ledger.submissions.length / ((endedAt - beganAt) / 1_000);
    const other = [...statuses].filter(([status]) => !ANSWERED.has(status)).reduce((sum, [, count]) => sum + count, 0);
    return {
      runs: 1,
      findings,
      failures: [
        ...failuresIf(
          [offered < PER_SECOND * 0.95, `only ${Math.round(offered)} referrals/s were offered`],
          [ledger.abandoned.length > 0, `${ledger.abandoned.length} referrals were never accepted`],
          [ledger.refusedWithoutTime > 0, `${ledger.refusedWithoutTime} answers with 503 had no Retry-After`],
          [other > 0, `${other} requests were answered with neither 202 nor 503, or not at all`],
          [lastAt - endedAt > DRAINED_MS, `drained only ${Math.round((lastAt - endedAt) / 1_000)} s after its end`],
        ),
        ...waitFailures(ledger),
      ],
      figures: {
        ...figures, seconds, 'offered/s': Math.round(offered), 'drained after s': rounded((lastAt - endedAt) / 1_000),
        'sent to recorded p50 ms': Math.round(toRecorded.p50), 'p99 ms': Math.round(toRecorded.p99), 'publisher peak MB': memory.peakMb('publisher'),
      },
    };
  },
};
