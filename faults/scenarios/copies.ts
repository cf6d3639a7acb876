import { percentile } from '../load/submissions.js';
import { readDelays, sortedDelays } from '../oracle/delays.js';
import type { AppProcess } from '../environment/app-process.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

/** No copy's death may hold up the others for longer: session timeout of a consumer (10 s), and as much again to move. */
const FAIL_OVER_MS = 25_000;

export const twoCopies: Scenario = {
  name: 'two-copies',
  aim: 'two of each app, scaled up and down and killed under load: 0 lost, 0 doubled',
  control: 'no-dedupe',
  run: async (context) => {
    const environment = await startEnvironment(context, { publishers: 2, recorders: 2, nodes: { 'northshire-csc': 2 }, watches: 2, watchAhead: 'P10D' });
    const order = ['publisher', 'node northshire-csc', 'recorder', 'watch', 'publisher-2', 'node northshire-csc-2', 'recorder-2', 'watch-2'];
    const rounds = context.options.quick ? 1 : 3;
    let runs = 0;
    const ledger = await underSteadyLoad(environment, async () => {
      for (let round = 0; round < rounds; round += 1) {
        for (const name of order) {
          runs += 1;
          const app = environment.app(name);
          const kill = (runs + round) % 2 === 0;
          context.progress(`${runs}/${rounds * order.length} ${name} ${kill ? 'killed' : 'stopped'} and started again`);
          await bounce(app, kill);
        }
      }
    });
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 120_000);
    const delays = sortedDelays(await readDelays(environment.postgres.url, environment.agencies));
    const longest = delays.at(-1) ?? 0;
    return {
      runs,
      findings,
      failures: longest > FAIL_OVER_MS ? [`a referral took ${Math.round(longest / 1_000)} s to an agency`] : [],
      figures: {
        ...acceptFigures(ledger), ...statusCounts(ledger),
        'delivered p50 ms': Math.round(percentile(delays, 0.5)), 'delivered max ms': Math.round(longest),
      },
    };
  },
};

/** One copy less for a while, then one more: partitions and the outbox change hands twice, while messages flow. */
async function bounce(app: AppProcess, kill: boolean): Promise<void> {
  await (kill ? app.crash() : app.stop());
  await pause(6_000);
  await app.start();
  await app.ready();
  await pause(4_000);
}
