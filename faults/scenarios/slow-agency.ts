import { latencyOf } from '../../harness/measure/statistics.js';
import { readDelays } from '../oracle/times.js';
import { breakUnderLoad, failuresIf, pause, startEnvironment, type Scenario } from './scenario.js';

const SLOW = 'hilltop-school';
/** Longest p99 of the others while one agency is paused. */
const OTHERS_P99_MS = 2_000;

export const slowAgency: Scenario = {
  name: 'slow-agency',
  aim: 'a paused agency never slows another',
  control: 'waits-for-answers',
  run: async (context) => {
    const environment = await startEnvironment(context);
    const node = environment.exchange.app(`node ${SLOW}`);
    let [from, to] = [0, 0];
    const outcome = await breakUnderLoad(context, environment, async () => {
      await pause(10_000);
      from = Date.now();
      // Not dead: it holds its connections, its partitions and the work that it had begun.
      node.kill('SIGSTOP');
      await pause(context.options.quick ? 20_000 : 60_000);
      to = Date.now();
      node.kill('SIGCONT');
      await pause(5_000);
      return 1;
    });
    const others = (await readDelays(environment)).filter(({ agency }) => agency !== SLOW);
    const p99 = (begin: number, end: number): number =>
      Math.round(latencyOf(others.filter(({ publishedAt }) => publishedAt >= begin && publishedAt < end).map(({ ms }) => ms)).p99);
    return {
      ...outcome,
      failures: failuresIf([p99(from, to) > OTHERS_P99_MS, `the others' p99 was ${p99(from, to)} ms while ${SLOW} was paused`]),
      figures: { ...outcome.figures, 'others p99 before ms': p99(0, from), 'others p99 during ms': p99(from, to) },
    };
  },
};
