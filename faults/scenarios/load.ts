import { Sender } from '../load/sender.js';
import { Ledger, percentile } from '../load/submissions.js';
import { readRecorded } from '../oracle/recorded.js';
import { MemoryCourse } from '../environment/memory-course.js';
import type { Environment } from '../environment/environment.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts } from './steady-load.js';

const PER_SECOND = 100;
/** Enough that one is always free: a case has one request under way at a time. */
const CASES = 400;
const RECORDED_P99_MS = 250;
const MEGABYTE = 2 ** 20;
/** How far a process's memory may be from its memory in the second tenth of the run. */
const FLAT = 0.1;
/** A shorter run ends while heaps and caches still grow to their size: its memory is printed and not judged. */
const JUDGED_FROM_SECONDS = 240;
const MINUTE_MS = 60_000;
/** V8 compiles the code that runs all the time in the first minute. It is not judged, but of a short run at least the second half is. */
const WARM_UP_MS = MINUTE_MS;

/** The rate that the exchange is planned for, for long enough that growth shows. */
export const load: Scenario = {
  name: 'load',
  aim: `${PER_SECOND} referrals/s to 4 agencies for 10 min: 0 lost, 0 doubled, from the second minute on sent to recorded p99 <= ${RECORDED_P99_MS} ms, memory flat +-10 %`,
  control: 'rests-before-batches (time), keeps-everything (memory)',
  run: async (context) => {
    const seconds = context.options.loadSeconds;
    const environment = await startEnvironment(context, { commitTimes: true, logLevel: 'warn' });
    const ledger = new Ledger();
    const sender = new Sender(ledger, { urls: () => [environment.app('publisher').url], perSecond: PER_SECOND, cases: CASES, tickMs: 20, timely: true });
    const memory = new MemoryCourse(environment.apps);
    const began = Date.now();
    sender.start();
    for (let elapsed = 0; elapsed < seconds; elapsed += 10) {
      await pause(Math.min(10, seconds - elapsed) * 1_000);
      context.progress(`${ledger.accepted.length} accepted after ${Math.round((Date.now() - began) / 1_000)} s`);
    }
    const ended = Date.now();
    await sender.stop();
    memory.stop();
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 300_000);
    const judgedFromMs = Math.min(WARM_UP_MS, (ended - began) / 2);
    const { untilRecorded } = await readRecorded(environment.postgres.url, ledger, began + judgedFromMs);
    const p99 = Math.round(percentile(untilRecorded, 0.99));
    const courses = memoryCourses(environment, memory, began, ended);
    return {
      runs: 1,
      findings,
      failures: [
        ...offeredTooFew(ledger, seconds),
        ...(untilRecorded.length === 0 ? ['nothing was timed'] : []),
        ...(p99 > RECORDED_P99_MS ? [`sent to recorded p99 is ${p99} ms`] : []),
        ...(seconds < JUDGED_FROM_SECONDS ? [] : courses.filter(({ change }) => change > FLAT)
          .map(({ name, early, late }) => `${name} went from ${early} to ${late} MB`)),
      ],
      figures: {
        seconds, 'times judged from second': Math.round(judgedFromMs / 1_000),
        'memory judged': seconds < JUDGED_FROM_SECONDS ? `no, the run is shorter than ${JUDGED_FROM_SECONDS} s` : 'yes', ...acceptFigures(ledger), ...statusCounts(ledger),
        'sent to recorded p50 ms': Math.round(percentile(untilRecorded, 0.5)), 'p99 ms': p99, 'longest ms': Math.round(untilRecorded.at(-1) ?? 0),
        'p99 by the minute': (await byTheMinute(environment, ledger, began, ended)).join(' '),
        ...Object.fromEntries(courses.map(({ name, early, late }) => [`${name} MB`, `${early} -> ${late}`])),
      },
    };
  },
};

/** Of each minute that was begun, from the first request on, with the warm-up. */
async function byTheMinute(environment: Environment, ledger: Ledger, began: number, ended: number): Promise<readonly number[]> {
  const courses: number[] = [];
  for (let from = began; from < ended; from += MINUTE_MS) {
    const { untilRecorded } = await readRecorded(environment.postgres.url, ledger, from, from + MINUTE_MS);
    courses.push(Math.round(percentile(untilRecorded, 0.99)));
  }
  return courses;
}

/** A sender that cannot keep up makes an easy test. */
function offeredTooFew(ledger: Ledger, seconds: number): readonly string[] {
  const rate = ledger.submissions.length / seconds;
  return rate < PER_SECOND * 0.95 ? [`only ${Math.round(rate)} referrals/s were offered`] : [];
}

/** Each process in the second tenth of the run, and in the last. */
function memoryCourses(environment: Environment, memory: MemoryCourse, began: number, ended: number) {
  const tenth = (ended - began) / 10;
  return environment.apps.map(({ plan: { name } }) => {
    const early = Math.round(memory.middle(name, began + tenth, began + 2 * tenth) / MEGABYTE);
    const late = Math.round(memory.middle(name, ended - tenth, ended) / MEGABYTE);
    return { name, early, late, change: early === 0 ? 1 : late / early - 1 };
  });
}
