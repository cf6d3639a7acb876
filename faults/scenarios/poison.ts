import { randomUUID } from 'node:crypto';

import { KafkaPublisher } from '#libs/messaging';

import { latencyOf } from '../../harness/measure/statistics.js';
import type { Environment } from '../environment/environment.js';
import { poison } from '../environment/poison.js';
import { quarantinedAt, refusePoison, replay } from '../environment/quarantine.js';
import { readDelays } from '../oracle/times.js';
import { breakUnderLoad, failuresIf, pause, startEnvironment, untilArrived, type Scenario } from './scenario.js';

const LOAD_PER_SECOND = 40;
const NEIGHBOURS_MS = 5_000;

/**
 * One referral in a hundred cannot be stored at any agency (a constraint refuses its data), and as many messages again
 * are not readable at all. Once the cause is mended, a replay gives each storable message its effect, once.
 */
export const poisonAtLoad: Scenario = {
  name: 'poison-at-load',
  aim: '1 % poison: neighbours never delayed > 5 s; replay 100 %, one effect each',
  control: 'poison-blocks',
  run: async (context) => {
    const environment = await startEnvironment(context);
    await refusePoison(environment, true);
    const publisher = new KafkaPublisher({ brokers: environment.kafka.brokers, clientId: 'unreadable' });
    context.cleanUp(() => publisher.close());
    let unreadable = 0;
    const seconds = context.options.quick ? 20 : 120;
    const { ledger, findings: before } = await breakUnderLoad(context, environment, async () => {
      for (let second = 1; second <= seconds; second += 1) {
        const perAgency = Math.floor((second * LOAD_PER_SECOND) / 100) - Math.floor(((second - 1) * LOAD_PER_SECOND) / 100);
        unreadable += await sendUnreadable(environment, publisher, perAgency);
        await pause(1_000);
      }
      return 1;
    }, { perSecond: LOAD_PER_SECOND, cases: 60, vary: (number) => (number % 100 === 50 ? poison() : {}), poisonIsQuarantined: true });
    const delays = latencyOf((await readDelays(environment, ledger.poisonKeys)).map(({ ms }) => ms));
    await refusePoison(environment, false);
    const { replayed, again, still } = await replayAll(environment);
    const { findings, figures } = await untilArrived(context, environment, ledger, { timeoutMs: 60_000 });
    const poisoned = ledger.accepted.filter(({ isPoison }) => isPoison).length * environment.agencies.length;
    const blocked = ledger.accepted.length * environment.agencies.length - poisoned - delays.count;
    return {
      runs: 1,
      findings,
      failures: failuresIf(
        [delays.max > NEIGHBOURS_MS, `a neighbour was delayed by ${Math.round(delays.max)} ms`],
        [blocked > 0, `${blocked} neighbours were not delivered while there was poison`],
        [replayed !== poisoned, `${replayed} of ${poisoned} could be replayed`],
        [again !== replayed, `${replayed - again} second replays were not answered as such`],
        [still !== unreadable, `${still} of ${unreadable} unreadable messages are in quarantine and refused by the replay`],
        [before.waiting > 0, 'messages waited behind the poison'],
      ),
      figures: {
        ...figures, poisoned, unreadable, replayed, 'neighbours p99 ms': Math.round(delays.p99), 'neighbours max ms': Math.round(delays.max),
      },
    };
  },
};

/** Unreadable messages in every agency's topic: without the headers of an event, and no JSON. */
async function sendUnreadable({ agencies, exchange }: Environment, publisher: KafkaPublisher, perAgency: number): Promise<number> {
  if (perAgency === 0) return 0;
  const outcomes = await publisher.publish(agencies.flatMap((agency) => Array.from({ length: perAgency }, () => ({
    topic: exchange.topics.referral(agency), key: randomUUID(), headers: { ce_id: randomUUID() }, value: Buffer.from('{"not":'),
  }))));
  return outcomes.filter(({ status }) => status === 'acknowledged').length;
}

/** Replays everything in quarantine twice. 200 means that the effect is there, 422 and 409 that there can be none. */
async function replayAll(environment: Environment): Promise<{ readonly replayed: number; readonly again: number; readonly still: number }> {
  let [replayed, again, still] = [0, 0, 0];
  for (const agency of environment.agencies) {
    for (const id of await quarantinedAt(environment, agency)) {
      if ((await replay(environment, agency, id)) === 200) replayed += 1;
      else still += 1;
      if ((await replay(environment, agency, id)) === 200) again += 1;
    }
  }
  return { replayed, again, still };
}
