import type { KafkaNode } from '#libs/local-services';

import { must } from '../../harness/environment/program.js';
import { attempt } from '../../harness/wait.js';
import type { Environment } from '../environment/environment.js';
import { breakUnderLoad, failuresIf, pause, startEnvironment, type Context, type Scenario } from './scenario.js';

/** While PostgreSQL is up, a sender must not notice that Kafka is down. */
const ACCEPT_P99_MS = 1_000;
const MOST_STARTS = 4;

export const brokerBounced = brokerScenario('broker-bounced', 'broker bounced x 5', 'mark-before-send', 1, async (environment, { options, progress }) => {
  const runs = options.quick ? 2 : 5;
  for (let run = 1; run <= runs; run += 1) {
    const broker = brokerOf(environment, 0);
    // Without warning and in order, in turn.
    await (run % 2 === 1 ? signal(environment, broker, 'SIGKILL') : stopBroker(environment, broker));
    progress(`${run}/${runs} bounced`);
    await pause(1_000);
    await startBroker(broker);
    await pause(5_000);
  }
  return runs;
});

export const leaderKilled = brokerScenario('leader-killed', 'leader killed x 10 (3 brokers)', 'acks-none', 3, async (environment, { options, progress }) => {
  const runs = options.quick ? 3 : 10;
  for (let run = 0; run < runs; run += 1) {
    // In turn: the broker that was down longest has got its partitions back meanwhile, and leads again.
    const broker = brokerOf(environment, run % 3);
    await signal(environment, broker, 'SIGKILL');
    progress(`${run + 1}/${runs} broker ${broker.id} killed`);
    // Longer than the controller takes to give its partitions to the others (9 s).
    await pause(13_000);
    await startBroker(broker);
    await pause(6_000);
  }
  return runs;
});

export const brokerFrozen = brokerScenario('broker-frozen', 'a leader is paused for 15 s and goes on as before x 3', 'acks-none', 3, async (environment, { options, progress }) => {
  const runs = options.quick ? 1 : 3;
  for (let run = 0; run < runs; run += 1) {
    const broker = brokerOf(environment, run % 3);
    await signal(environment, broker, 'SIGSTOP');
    progress(`${run + 1}/${runs} broker ${broker.id} is paused`);
    await pause(15_000);
    await signal(environment, broker, 'SIGCONT');
    await pause(10_000);
  }
  return runs;
});

export const kafkaDown = brokerScenario('kafka-down-60s', 'all brokers stopped for 60 s', 'mark-before-send', 1, async (environment, { options }) => {
  const broker = brokerOf(environment, 0);
  await stopBroker(environment, broker);
  await pause(options.quick ? 15_000 : 60_000);
  await startBroker(broker);
  await pause(5_000);
  return 1;
});

export const twoOfThreeDown = brokerScenario('two-of-three-down-120s', '2 of 3 brokers down for 120 s', 'acks-none', 3, async (environment, { options }) => {
  const brokers = [brokerOf(environment, 0), brokerOf(environment, 1)];
  await Promise.all(brokers.map((broker) => signal(environment, broker, 'SIGKILL')));
  await pause(options.quick ? 20_000 : 120_000);
  // Together, because a broker alone does not find the majority that its start waits for.
  await Promise.all(brokers.map((broker) => startBroker(broker)));
  await pause(5_000);
  return 1;
});

/** @param breakBrokers returns how often it broke something. */
function brokerScenario(
  name: string, fault: string, control: string, brokers: 1 | 3, breakBrokers: (environment: Environment, context: Context) => Promise<number>,
): Scenario {
  return {
    name,
    aim: `${fault}: accepted stays accepted, 0 lost, 0 doubled, accept p99 < 1 s`,
    control,
    run: async (context) => {
      const environment = await startEnvironment(context, { brokers });
      const { runs, ledger, findings, figures } = await breakUnderLoad(context, environment, async () => {
        await pause(3_000);
        return breakBrokers(environment, context);
      });
      const refused = ledger.submissions.filter(({ statuses }) => statuses.some((status) => status !== 202)).length;
      const { p99 } = ledger.acceptLatency();
      return {
        runs, findings, figures,
        failures: failuresIf(
          [refused > 0, `${refused} referrals were not answered with 202 at once although PostgreSQL was up`],
          [p99 >= ACCEPT_P99_MS, `accept p99 was ${Math.round(p99)} ms`],
        ),
      };
    },
  };
}

function brokerOf({ kafka }: Environment, index: number): KafkaNode {
  const broker = kafka.nodes[index];
  if (broker === undefined) throw new Error(`there is no broker ${index + 1}`);
  return broker;
}

async function signal({ exchange }: Environment, broker: KafkaNode, name: NodeJS.Signals): Promise<void> {
  await broker.kill(name);
  exchange.history.note(`broker ${broker.id}`, `was sent ${name}`);
}

async function stopBroker({ exchange }: Environment, broker: KafkaNode): Promise<void> {
  await broker.stop();
  exchange.history.note(`broker ${broker.id}`, 'was stopped');
}

/** On a busy machine a broker that recovers its log may take longer than its start waits, so the start is repeated. */
function startBroker(broker: KafkaNode): Promise<void> {
  return attempt(MOST_STARTS, async () => must(await broker.start()));
}
