import { percentile } from '../load/submissions.js';
import { readDelays, sortedDelays, type Delay } from '../oracle/delays.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

const SLOW = 'hilltop-school';
/** Longest p99 of the others while one agency is paused. */
const OTHERS_P99_MS = 2_000;

export const slowAgency: Scenario = {
  name: 'slow-agency',
  aim: 'a paused agency never slows another',
  control: 'waits-for-answers',
  run: async (context) => {
    const environment = await startEnvironment(context);
    let [from, to] = [0, 0];
    const ledger = await underSteadyLoad(environment, async () => {
      await pause(10_000);
      from = Date.now();
      // Not dead: it holds its connections, its partitions and whatever it was in the middle of.
      environment.app(`node ${SLOW}`).kill('SIGSTOP');
      await pause(context.options.quick ? 20_000 : 60_000);
      to = Date.now();
      environment.app(`node ${SLOW}`).kill('SIGCONT');
      await pause(5_000);
    });
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 120_000);
    const delays = await readDelays(environment.postgres.url, environment.agencies);
    const others = delays.filter(({ agency }) => agency !== SLOW);
    const during = p99(others.filter(({ publishedAt }) => publishedAt >= from && publishedAt < to));
    return {
      runs: 1,
      findings,
      failures: during > OTHERS_P99_MS ? [`the others' p99 was ${during} ms while ${SLOW} was paused`] : [],
      figures: {
        ...acceptFigures(ledger), ...statusCounts(ledger),
        'others p99 before ms': p99(others.filter(({ publishedAt }) => publishedAt < from)), 'others p99 during ms': during,
      },
    };
  },
};

function p99(delays: readonly Delay[]): number {
  return Math.round(percentile(sortedDelays(delays), 0.99));
}
