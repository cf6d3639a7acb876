import type { KafkaNode } from '#libs/local-services';

import { percentile, type Ledger } from '../load/submissions.js';
import type { Environment } from '../environment/environment.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Context, type Outcome, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

/** While PostgreSQL is up, a sender must not notice that Kafka is down. */
const ACCEPT_P99_MS = 1_000;
const MOST_STARTS = 4;

export const brokerBounced: Scenario = {
  name: 'broker-bounced',
  aim: 'broker bounced x 5: accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'mark-before-send',
  run: async (context) => withBrokers(context, 1, async (environment, progress) => {
    const runs = context.options.quick ? 2 : 5;
    for (let run = 1; run <= runs; run += 1) {
      const [broker] = environment.kafka.nodes;
      // In order and without warning in turn.
      await (run % 2 === 1 ? killBroker(environment, broker) : stopBroker(environment, broker));
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
  run: async (context) => withBrokers(context, 3, async (environment, progress) => {
    const runs = context.options.quick ? 3 : 10;
    for (let run = 0; run < runs; run += 1) {
      // Each in turn: the one that was away longest has got its partitions from the others meanwhile, and leads again.
      const broker = environment.kafka.nodes[run % 3];
      await killBroker(environment, broker);
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
  aim: 'a leader is paused for 15 s and goes on as before x 3: 0 lost, 0 doubled',
  control: 'acks-none',
  run: async (context) => withBrokers(context, 3, async (environment, progress) => {
    const runs = context.options.quick ? 1 : 3;
    for (let run = 0; run < runs; run += 1) {
      const broker = environment.kafka.nodes[run % 3];
      await killBroker(environment, broker, 'SIGSTOP');
      progress(`${run + 1}/${runs} broker ${broker?.id} is paused`);
      await pause(15_000);
      await killBroker(environment, broker, 'SIGCONT');
      await pause(10_000);
    }
    return runs;
  }),
};

export const kafkaDown: Scenario = {
  name: 'kafka-down-60s',
  aim: 'all brokers stopped for 60 s: accepted stays accepted, 0 lost, accept p99 < 1 s',
  control: 'mark-before-send',
  run: async (context) => withBrokers(context, 1, async (environment) => {
    const [broker] = environment.kafka.nodes;
    await stopBroker(environment, broker);
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
  run: async (context) => withBrokers(context, 3, async (environment) => {
    const [first, second] = environment.kafka.nodes;
    await Promise.all([killBroker(environment, first), killBroker(environment, second)]);
    await pause(context.options.quick ? 20_000 : 120_000);
    // Together: alone, neither finds the majority that a start waits for.
    await Promise.all([startBroker(first), startBroker(second)]);
    await pause(5_000);
    return 1;
  }),
};

type BreakBrokers = (environment: Environment, progress: Context['progress']) => Promise<number>;

async function withBrokers(context: Context, brokers: 1 | 3, breakThem: BreakBrokers): Promise<Outcome> {
  const environment = await startEnvironment(context, { brokers });
  let runs = 0;
  const ledger = await underSteadyLoad(environment, async () => {
    await pause(3_000);
    runs = await breakThem(environment, context.progress);
  });
  context.progress('waiting for everything to arrive');
  const findings = await untilArrived(context, environment, ledger, 120_000);
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

async function killBroker({ history }: Environment, broker: KafkaNode | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await broker?.kill(signal);
  history.note(`broker ${broker?.id}`, `was sent ${signal}`);
}

async function stopBroker({ history }: Environment, broker: KafkaNode | undefined): Promise<void> {
  await broker?.stop();
  history.note(`broker ${broker?.id}`, 'was stopped');
}

async function startBroker(broker: KafkaNode | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await broker?.start();
    if (started === undefined || started.ok) return;
    // On a busy machine a broker that recovers its log may take longer than its start waits.
    if (attempt === MOST_STARTS) throw new Error(`${started.error.message} ${started.error.remedy}`);
  }
}
