import { burst as sendBurst } from '../load/burst.js';
import { Ledger, percentile } from '../load/submissions.js';
import { readRecorded } from '../oracle/recorded.js';
import { MemoryWatch } from '../environment/memory-watch.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts } from './steady-load.js';

const PER_SECOND = 500;
const DRAINED_MS = 60_000;
const IDLE_MS = 5_000;
const MEGABYTE = 2 ** 20;

/** Something happened, and every force refers at once. The exchange had nothing to do until then. */
export const burst: Scenario = {
  name: 'burst',
  aim: `${PER_SECOND} referrals/s for 60 s out of nothing: accepted, or 503 + Retry-After and accepted later; 0 lost; drained <= 60 s after`,
  control: 'takes-fifty',
  run: async (context) => {
    const seconds = context.options.burstSeconds;
    const environment = await startEnvironment(context, { commitTimes: true, logLevel: 'warn' });
    const ledger = new Ledger();
    await pause(IDLE_MS);
    const memory = new MemoryWatch([environment.app('publisher')]);
    const answers = await sendBurst(ledger, { url: environment.app('publisher').url, perSecond: PER_SECOND, seconds, patienceMs: DRAINED_MS });
    const peak = Math.round(memory.stop() / MEGABYTE);
    context.progress(`${ledger.accepted.length} of ${ledger.submissions.length} accepted, ${answers.refused} times refused; waiting for everything to arrive`);
    const findings = await untilArrived(context, environment, ledger, 300_000);
    const { untilRecorded, lastAt } = await readRecorded(environment.postgres.url, ledger);
    const drainedMs = Math.max(0, Math.round(Math.max(lastAt, answers.acceptedAt) - answers.endedAt));
    const givenUp = ledger.submissions.filter(({ answer }) => answer === undefined).length;
    const offered = ledger.submissions.length / ((answers.endedAt - (ledger.submissions[0]?.firstSentAt ?? 0)) / 1_000);
    return {
      runs: 1,
      findings,
      failures: [
        ...(offered < PER_SECOND * 0.95 ? [`only ${Math.round(offered)} referrals/s were offered`] : []),
        ...(givenUp > 0 ? [`${givenUp} referrals were never accepted`] : []),
        ...(answers.withoutRetryAfter > 0 ? [`${answers.withoutRetryAfter} answers with 503 had no Retry-After`] : []),
        ...(answers.other > 0 ? [`${answers.other} requests were answered with neither 202 nor 503, or not at all`] : []),
        ...(drainedMs > DRAINED_MS ? [`drained only ${Math.round(drainedMs / 1_000)} s after its end`] : []),
      ],
      figures: {
        seconds, 'offered/s': Math.round(offered), refused: answers.refused, 'drained after s': Math.round(drainedMs / 100) / 10,
        'sent to recorded p50 ms': Math.round(percentile(untilRecorded, 0.5)), 'p99 ms': Math.round(percentile(untilRecorded, 0.99)),
        'publisher peak MB': peak, ...acceptFigures(ledger), ...statusCounts(ledger),
      },
    };
  },
};
