import type { KafkaNode } from '#libs/local-services';

import { percentile, type Ledger } from '../load/submissions.js';
import type { World } from '../world/world.js';
import { acceptFigures, pause, settle, startWorld, type Context, type Outcome, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

/** Where PostgreSQL is up, whoever refers must not notice that Kafka is not. */
const ACCEPT_P99_MS = 1_000;
const MOST_STARTS = 4;

export const brokerBounced: Scenario = {
  name: 'broker-bounced',
  aim: 'broker bounced x 5: accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'mark-before-send',
  run: async (context) => withBrokers(context, 1, async (world, progress) => {
    const runs = context.options.quick ? 2 : 5;
    for (let run = 1; run <= runs; run += 1) {
      const [broker] = world.kafka.nodes;
      // In order and without warning in turn.
      await (run % 2 === 1 ? broker?.kill() : broker?.stop());
      progress(`${run}/${runs} bounced`);
      await pause(1_000);
      await startBroker(broker);
      await pause(5_000);
    }
    return runs;
  }),
};

export const leaderKilled: Scenario = {
  name: 'leader-killed',
  aim: 'leader killed x 10 (3 brokers): accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'acks-none',
  run: async (context) => withBrokers(context, 3, async (world, progress) => {
    const runs = context.options.quick ? 3 : 10;
    for (let run = 0; run < runs; run += 1) {
      // Each in turn: the one that was away longest has got its partitions from the others meanwhile, and leads again.
      const broker = world.kafka.nodes[run % 3];
      await broker?.kill();
      progress(`${run + 1}/${runs} broker ${broker?.id} killed`);
      // Longer than the controller takes to give its partitions to the others (9 s).
      await pause(13_000);
      await startBroker(broker);
      await pause(6_000);
    }
    return runs;
  }),
};

export const brokerFrozen: Scenario = {
  name: 'broker-frozen',
  aim: 'a leader stands still for 15 s and comes back as if nothing had been x 3: 0 lost, 0 doubled',
  control: 'acks-none',
  run: async (context) => withBrokers(context, 3, async (world, progress) => {
    const runs = context.options.quick ? 1 : 3;
    for (let run = 0; run < runs; run += 1) {
      const broker = world.kafka.nodes[run % 3];
      await broker?.kill('SIGSTOP');
      progress(`${run + 1}/${runs} broker ${broker?.id} stands still`);
      await pause(15_000);
      await broker?.kill('SIGCONT');
      await pause(10_000);
    }
    return runs;
  }),
};

export const kafkaDown: Scenario = {
  name: 'kafka-down-60s',
  aim: 'all brokers stopped for 60 s: accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'mark-before-send',
  run: async (context) => withBrokers(context, 1, async (world) => {
    const [broker] = world.kafka.nodes;
    await broker?.stop();
    await pause(context.options.quick ? 15_000 : 60_000);
    await startBroker(broker);
    await pause(5_000);
    return 1;
  }),
};

export const twoOfThreeDown: Scenario = {
  name: 'two-of-three-down-120s',
  aim: '2 of 3 brokers down for 120 s: accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'acks-none',
  run: async (context) => withBrokers(context, 3, async (world) => {
    const [first, second] = world.kafka.nodes;
    await Promise.all([first?.kill(), second?.kill()]);
    await pause(context.options.quick ? 20_000 : 120_000);
    // Together: alone, neither finds the majority that a start waits for.
    await Promise.all([startBroker(first), startBroker(second)]);
    await pause(5_000);
    return 1;
  }),
};

type BreakBrokers = (world: World, progress: Context['progress']) => Promise<number>;

async function withBrokers(context: Context, brokers: 1 | 3, breakThem: BreakBrokers): Promise<Outcome> {
  const world = await startWorld(context, { brokers });
  let runs = 0;
  const ledger = await underSteadyLoad(world, async () => {
    await pause(3_000);
    runs = await breakThem(world, context.progress);
  });
  context.progress('waiting for everything to arrive');
  const findings = await settle(world, ledger, 120_000);
  return { runs, findings, failures: refusals(ledger), figures: { ...acceptFigures(ledger), ...statusCounts(ledger) } };
}

function refusals(ledger: Ledger): string[] {
  const refused = ledger.submissions.filter(({ statuses }) => statuses.some((status) => status !== 202));
  const p99 = percentile(ledger.latencies(), 0.99);
  return [
    ...(refused.length > 0 ? [`${refused.length} referrals were not answered with 202 at once although PostgreSQL was up`] : []),
    ...(p99 >= ACCEPT_P99_MS ? [`accept p99 was ${Math.round(p99)} ms`] : []),
  ];
}

async function startBroker(broker: KafkaNode | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await broker?.start();
    if (started === undefined || started.ok) return;
    // On a busy machine a broker that recovers its log may take longer than its start waits.
    if (attempt === MOST_STARTS) throw new Error(`${started.error.message} ${started.error.remedy}`);
  }
}
