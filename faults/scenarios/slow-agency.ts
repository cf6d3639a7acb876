import { percentile } from '../load/submissions.js';
import { readDelays, sortedDelays, type Delay } from '../oracle/delays.js';
import { acceptFigures, pause, settle, startWorld, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

const SLOW = 'hilltop-school';
/** What the others may take, in the worst hundredth, while one of them stands still. */
const OTHERS_P99_MS = 2_000;

export const slowAgency: Scenario = {
  name: 'slow-agency',
  aim: 'an agency that stands still never slows another',
  control: 'waits-for-answers',
  run: async (context) => {
    const world = await startWorld(context);
    let [from, to] = [0, 0];
    const ledger = await underSteadyLoad(world, async () => {
      await pause(10_000);
      from = Date.now();
      // Not dead: it holds its connections, its partitions and whatever it was in the middle of.
      world.app(`node ${SLOW}`).kill('SIGSTOP');
      await pause(context.options.quick ? 20_000 : 60_000);
      to = Date.now();
      world.app(`node ${SLOW}`).kill('SIGCONT');
      await pause(5_000);
    });
    context.progress('waiting for everything to arrive');
    const findings = await settle(world, ledger, 120_000);
    const delays = await readDelays(world.postgres.url, world.agencies);
    const others = delays.filter(({ agency }) => agency !== SLOW);
    const during = p99(others.filter(({ publishedAt }) => publishedAt >= from && publishedAt < to));
    return {
      runs: 1,
      findings,
      failures: during > OTHERS_P99_MS ? [`the others' p99 was ${during} ms while ${SLOW} stood still`] : [],
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
