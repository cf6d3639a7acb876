import { waitUntil } from '../../harness/wait.js';
import type { Environment } from '../environment/environment.js';
import type { NetworkCondition, TcpProxy } from '../proxy/tcp-proxy.js';
import { abandonedFailures, breakUnderLoad, failuresIf, pause, seeded, startEnvironment, type Context, type Outcome, type Scenario } from './scenario.js';

export const postgresKilled: Scenario = {
  name: 'postgres-killed',
  aim: 'PostgreSQL killed x 20: no 202 without a row, 0 lost, 0 doubled',
  control: 'ack-before-commit',
  run: (context) => breakDatabase(context, false, async ({ postgres, exchange }) => {
    const runs = context.options.quick ? 4 : 20;
    const random = seeded(20);
    for (let run = 1; run <= runs; run += 1) {
      await pause(2_000 + random() * 2_000);
      exchange.history.note('PostgreSQL', 'was killed');
      await postgres.crash();
      await pause(200 + random() * 1_500);
      await postgres.start();
      context.progress(`${run}/${runs} killed and started again`);
    }
    await pause(3_000);
    return runs;
  }),
};

/** Requests to PostgreSQL that commit: after the answer to each its rows are on disk. */
const COMMITTING = ['COMMIT', 'publisher-store-referrals', 'outbox-delete'];

export const commitReplyDropped: Scenario = {
  name: 'commit-reply-dropped',
  aim: 'COMMIT reply dropped x 200: no 202 without a row, no row delivered twice',
  control: 'keys-ignored',
  run: async (context) => {
    const most = context.options.quick ? 40 : 200;
    const random = seeded(200);
    const outcome = await breakDatabase(context, true, async ({ proxy }) => {
      proxy.dropReplies((request) => {
        const asked = COMMITTING.findIndex((text) => request.includes(text));
        // Referrals are accepted in fewer commits than everything else takes, so each of those is likelier to lose its reply.
        return asked >= 0 && random() < (asked === 1 ? 0.2 : 0.04);
      });
      await waitUntil(() => proxy.dropped >= most, 300_000, 100);
      proxy.dropReplies(undefined);
      await pause(2_000);
      return proxy.dropped;
    });
    return { ...outcome, failures: [...outcome.failures, ...failuresIf([outcome.runs < most, `only ${outcome.runs} replies could be dropped`])] };
  },
};

export const databaseNetwork: Scenario = {
  name: 'database-network',
  aim: 'latency, resets, half-open and cut connections to PostgreSQL: 0 lost, 0 doubled',
  control: 'ack-before-commit',
  run: (context) => breakDatabase(context, true, async ({ proxy }) => {
    const faults = networkFaults(proxy);
    for (const [name, fault] of Object.entries(faults)) {
      context.progress(name);
      await fault();
      // Requests under way at that moment meet a good network again, or a dead connection.
      proxy.set({});
      proxy.resetAll();
      await pause(5_000);
    }
    return Object.keys(faults).length;
  }),
};

function networkFaults(proxy: TcpProxy): Record<string, () => Promise<void>> {
  const lasting = (condition: NetworkCondition, ms: number) => async () => {
    proxy.set(condition);
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
    'no new connection': async () => {
      proxy.set({ refuse: true });
      proxy.resetAll();
      await pause(6_000);
    },
    'connections cut after 20,000 bytes': lasting({ dropAfterBytes: 20_000 }, 10_000),
  };
}

/** @param breakIt returns how often it broke something. */
async function breakDatabase(context: Context, databaseProxy: boolean, breakIt: (environment: Environment) => Promise<number>): Promise<Outcome> {
  const environment = await startEnvironment(context, { databaseProxy });
  const { ledger, ...outcome } = await breakUnderLoad(context, environment, () => breakIt(environment));
  return { ...outcome, failures: abandonedFailures(ledger, 'database') };
}
