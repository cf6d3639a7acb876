import type { Environment } from '../environment/environment.js';
import type { Ledger } from '../load/submissions.js';
import type { TcpProxy } from '../proxy/tcp-proxy.js';
import { acceptFigures, pause, seeded, untilArrived, startEnvironment, type Context, type Outcome, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

export const postgresKilled: Scenario = {
  name: 'postgres-killed',
  aim: 'PostgreSQL killed x 20: no 202 without a row, 0 lost, 0 doubled',
  control: 'ack-before-commit',
  run: async (context) => {
    const runs = context.options.quick ? 4 : 20;
    const environment = await startEnvironment(context);
    const random = seeded(20);
    const ledger = await underSteadyLoad(environment, async () => {
      for (let run = 1; run <= runs; run += 1) {
        await pause(2_000 + random() * 2_000);
        await environment.postgres.crash();
        await pause(200 + random() * 1_500);
        await environment.postgres.start();
        context.progress(`${run}/${runs} killed and started again`);
      }
      await pause(3_000);
    });
    return finish(context, runs, environment, ledger);
  },
};

/** What is committed by the request it is part of: the answer to it says that it is on disk. */
const COMMITTING = ['COMMIT', 'publisher-store-referrals', 'outbox-delete'];

export const commitReplyDropped: Scenario = {
  name: 'commit-reply-dropped',
  aim: 'COMMIT reply dropped x 200: no 202 without a row, no row delivered twice',
  control: 'keys-ignored',
  run: async (context) => {
    const runs = context.options.quick ? 40 : 200;
    const environment = await startEnvironment(context, { databaseProxy: true });
    const { proxy } = environment;
    if (proxy === undefined) throw new Error('the environment has no proxy');
    const random = seeded(200);
    const ledger = await underSteadyLoad(environment, async () => {
      proxy.dropReplies((request) => {
        const asked = COMMITTING.findIndex((text) => request.includes(text));
        // Referrals are accepted in fewer commits than everything else takes: take their share of the losses.
        return asked >= 0 && random() < (asked === 1 ? 0.2 : 0.04);
      });
      await until(() => proxy.dropped >= runs, 300_000);
      proxy.dropReplies(undefined);
      await pause(2_000);
    });
    const outcome = await finish(context, proxy.dropped, environment, ledger);
    return proxy.dropped >= runs ? outcome : { ...outcome, failures: [`only ${proxy.dropped} replies could be dropped`] };
  },
};

export const databaseNetwork: Scenario = {
  name: 'database-network',
  aim: 'latency, resets, half-open and cut connections to PostgreSQL: 0 lost, 0 doubled',
  control: 'ack-before-commit',
  run: async (context) => {
    const environment = await startEnvironment(context, { databaseProxy: true });
    const { proxy } = environment;
    if (proxy === undefined) throw new Error('the environment has no proxy');
    let runs = 0;
    const ledger = await underSteadyLoad(environment, async () => {
      for (const [name, weather] of Object.entries(weathers(proxy))) {
        context.progress(name);
        await weather();
        // What was under way at that moment meets a good network again, or a dead connection.
        proxy.set({});
        proxy.resetAll();
        await pause(5_000);
        runs += 1;
      }
    });
    return finish(context, runs, environment, ledger);
  },
};

function weathers(proxy: TcpProxy): Record<string, () => Promise<void>> {
  const lasting = (weather: Parameters<TcpProxy['set']>[0], ms: number) => async () => {
    proxy.set(weather);
    await pause(ms);
  };
  return {
    'latency of 100 ms each way': lasting({ latencyMs: 100 }, 10_000),
    'every connection reset, ten times': async () => {
      for (let count = 0; count < 10; count += 1) {
        proxy.resetAll();
        await pause(400 + count * 50);
      }
    },
    'connections that answer nothing': lasting({ halfOpen: true }, 12_000),
    'no connection to be had': async () => {
      proxy.set({ refuse: true });
      proxy.resetAll();
      await pause(6_000);
    },
    'connections cut after 20,000 bytes': lasting({ dropAfterBytes: 20_000 }, 10_000),
  };
}

async function finish(context: Context, runs: number, environment: Environment, ledger: Ledger): Promise<Outcome> {
  context.progress('waiting for everything to arrive');
  const findings = await untilArrived(context, environment, ledger, 120_000);
  const abandoned = ledger.submissions.filter((each) => each.abandoned === true).length;
  return {
    runs,
    findings,
    failures: abandoned > 0 ? [`${abandoned} referrals were never accepted although the database came back`] : [],
    figures: { ...acceptFigures(ledger), ...statusCounts(ledger) },
  };
}

async function until(is: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!is() && Date.now() < deadline) await pause(100);
}
