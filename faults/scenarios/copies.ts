import { latencyOf } from '../../harness/measure/statistics.js';
import { readDelays } from '../oracle/times.js';
import { breakUnderLoad, failuresIf, pause, startEnvironment, type Scenario } from './scenario.js';

/** No copy's death may delay the others for longer: the session timeout of a consumer (10 s), and as much again to move. */
const FAIL_OVER_MS = 25_000;
const ORDER = ['publisher', 'node northshire-csc', 'recorder', 'watch', 'publisher-2', 'node northshire-csc-2', 'recorder-2', 'watch-2'];

export const twoCopies: Scenario = {
  name: 'two-copies',
  aim: 'two of each app, scaled up and down and killed under load: 0 lost, 0 doubled',
  control: 'no-dedupe',
  run: async (context) => {
    const environment = await startEnvironment(context, {
      copies: { publisher: 2, recorder: 2, watch: 2 }, nodes: { 'northshire-csc': 2 }, watchAhead: 'P10D',
    });
    const rounds = context.options.quick ? 1 : 3;
    const runs = rounds * ORDER.length;
    const outcome = await breakUnderLoad(context, environment, async () => {
      for (let run = 1; run <= runs; run += 1) {
        const app = environment.exchange.app(ORDER[(run - 1) % ORDER.length] ?? '');
        const kill = (run + Math.ceil(run / ORDER.length) - 1) % 2 === 0;
        context.progress(`${run}/${runs} ${app.name} ${kill ? 'killed' : 'stopped'} and started again`);
        // One copy less for a while, then one more: partitions and the outbox change hands twice, while messages flow.
        await (kill ? app.crash() : app.stop());
        await pause(6_000);
        await app.start();
        await app.ready();
        await pause(4_000);
      }
      return runs;
    });
    const { p50, max } = latencyOf((await readDelays(environment)).map(({ ms }) => ms));
    return {
      ...outcome,
      failures: failuresIf([max > FAIL_OVER_MS, `a referral took ${Math.round(max / 1_000)} s to an agency`]),
      figures: { ...outcome.figures, 'delivered p50 ms': Math.round(p50), 'delivered max ms': Math.round(max) },
    };
  },
};
