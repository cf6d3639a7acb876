import { TIMELY } from '../../harness/load/example.js';
import { Ledger } from '../../harness/load/ledger.js';
import { sendReferrals } from '../../harness/load/sender.js';
import { MemorySampler } from '../../harness/measure/memory-sampler.js';
import { latencyOf, type Latency } from '../../harness/measure/statistics.js';
import { readRecorded } from '../oracle/times.js';
import { failuresIf, startEnvironment, untilArrived, type Scenario } from './scenario.js';

const PER_SECOND = 100;
/** So many that one is always free, because a case has one request under way at a time. */
const CASES = 400;
const RECORDED_P99_MS = 250;
/** The largest growth of a process's memory since the second tenth of the run. */
const FLAT = 0.1;
/** A shorter run ends while heaps and caches still grow to their size, so its memory is printed and not judged. */
const JUDGED_FROM_SECONDS = 240;
const MINUTE_MS = 60_000;
/** V8 compiles the code that runs all the time in the first minute. It is not judged; of a short run at least the second half is. */
const WARM_UP_MS = MINUTE_MS;

/** The rate that the exchange is planned for, for long enough that growth shows. */
export const load: Scenario = {
  name: 'load',
  aim: `${PER_SECOND} referrals/s to 4 agencies for 10 min: 0 lost, 0 doubled, from the second minute on sent to recorded p99 <= ${RECORDED_P99_MS} ms, memory flat +-10 %`,
  control: 'rests-before-batches (time), keeps-everything (memory)',
  run: async (context) => {
    const seconds = context.options.loadSeconds;
    const environment = await startEnvironment(context, { commitTimes: true, logLevel: 'warn' });
    const { exchange } = environment;
    const ledger = new Ledger();
    const memory = new MemorySampler(exchange.apps);
    const began = Date.now();
    const reporting = setInterval(() => context.progress(`${ledger.accepted.length} accepted after ${Math.round((Date.now() - began) / 1_000)} s`), 10_000);
    await sendReferrals(ledger, {
      urls: () => exchange.referralUrls(), referral: TIMELY, perSecond: PER_SECOND, cases: CASES, tickMs: 20, owedMs: 1_000, forMs: seconds * 1_000,
    });
    clearInterval(reporting);
    memory.stop();
    const ended = began + seconds * 1_000;
    const { findings, figures } = await untilArrived(context, environment, ledger, { timeoutMs: 300_000 });
    const recorded = await readRecorded(environment, ledger);
    const latencyBetween = (from: number, to: number): Latency =>
      latencyOf(recorded.filter(({ sentAt }) => sentAt >= from && sentAt < to).map(({ sentAt, at }) => at - sentAt));
    const judgedFromMs = Math.min(WARM_UP_MS, (ended - began) / 2);
    const { count, p50, p99, max } = latencyBetween(began + judgedFromMs, Number.POSITIVE_INFINITY);
    const minutes = Array.from({ length: Math.ceil((ended - began) / MINUTE_MS) }, (_, minute) => began + minute * MINUTE_MS);
    const tenth = (ended - began) / 10;
    const growth = exchange.apps.map(({ name }) =>
      ({ name, early: memory.medianMb(name, began + tenth, began + 2 * tenth), late: memory.medianMb(name, ended - tenth, ended) }));
    const isMemoryJudged = seconds >= JUDGED_FROM_SECONDS;
    const rate = ledger.submissions.length / seconds;
    return {
      runs: 1,
      findings,
      failures: failuresIf(
        // A sender that cannot keep up makes an easy test.
        [rate < PER_SECOND * 0.95, `only ${Math.round(rate)} referrals/s were offered`],
        [count === 0, 'nothing was timed'],
        [Math.round(p99) > RECORDED_P99_MS, `sent to recorded p99 is ${Math.round(p99)} ms`],
        ...growth.map(({ name, early, late }): [boolean, string] =>
          [isMemoryJudged && !(late <= early * (1 + FLAT)), `${name} went from ${early} to ${late} MB`]),
      ),
      figures: {
        ...figures, seconds, 'times judged from second': Math.round(judgedFromMs / 1_000),
        'memory judged': isMemoryJudged ? 'yes' : `no, the run is shorter than ${JUDGED_FROM_SECONDS} s`,
        'sent to recorded p50 ms': Math.round(p50), 'p99 ms': Math.round(p99), 'longest ms': Math.round(max),
        'p99 by the minute': minutes.map((from) => Math.round(latencyBetween(from, from + MINUTE_MS).p99)).join(' '),
        ...Object.fromEntries(growth.map(({ name, early, late }) => [`${name} MB`, `${early} -> ${late}`])),
      },
    };
  },
};
