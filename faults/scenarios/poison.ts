import { randomUUID } from 'node:crypto';

import { KafkaPublisher } from '#libs/messaging';

import { percentile, type Ledger } from '../load/submissions.js';
import { readDelays, sortedDelays } from '../oracle/delays.js';
import type { Environment } from '../environment/environment.js';
import { quarantinedAt, refusePoison, replay } from './kill-points/dead-letters.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { underSteadyLoad } from './steady-load.js';

const LOAD_PER_SECOND = 40;
const NEIGHBOURS_MS = 5_000;

/**
 * One referral in a hundred cannot be stored at any agency (a constraint refuses its data), and as many messages again
 * are not readable at all. Once the cause is mended, whatever can have its effect gets it by replay, once.
 */
export const poisonAtLoad: Scenario = {
  name: 'poison-at-load',
  aim: '1 % poison: neighbours never delayed > 5 s; replay 100 %, one effect each',
  control: 'poison-blocks',
  run: async (context) => {
    const environment = await startEnvironment(context);
    await refusePoison(environment, true);
    const vandal = new KafkaPublisher({ brokers: environment.kafka.brokers, clientId: 'vandal' });
    context.cleanUp(() => vandal.close());
    let unreadable = 0;
    const seconds = context.options.quick ? 20 : 120;
    const ledger = await underSteadyLoad(environment, async () => {
      for (let second = 0; second < seconds; second += 1) {
        unreadable += await sendUnreadable(environment, vandal, LOAD_PER_SECOND / 100);
        await pause(1_000);
      }
    }, { perSecond: LOAD_PER_SECOND, cases: 60, isPoison: (number) => number % 100 === 50 });
    const before = await untilArrived(context, environment, ledger, 120_000, { poisonIsQuarantined: true });
    const delays = sortedDelays(await readDelays(environment.postgres.url, environment.agencies, ledger.poisonKeys));
    await refusePoison(environment, false);
    const { replayed, again, still } = await replayAll(environment);
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 60_000);
    const poisoned = poisonOf(ledger) * environment.agencies.length;
    const blocked = ledger.accepted.length * environment.agencies.length - poisoned - delays.length;
    return {
      runs: 1,
      findings,
      failures: [
        ...failed((delays.at(-1) ?? 0) > NEIGHBOURS_MS, `a neighbour was delayed by ${Math.round(delays.at(-1) ?? 0)} ms`),
        ...failed(blocked > 0, `${blocked} neighbours were not delivered while there was poison`),
        ...failed(replayed !== poisoned, `${replayed} of ${poisoned} could be replayed`),
        ...failed(again !== replayed, `${replayed - again} second replays were not answered as such`),
        ...failed(still !== unreadable, `${still} of ${unreadable} unreadable messages are in quarantine and refused by the replay`),
        ...failed(before.waiting > 0, 'messages waited behind the poison'),
      ],
      figures: {
        ...acceptFigures(ledger), poisoned, unreadable, replayed,
        'neighbours p99 ms': Math.round(percentile(delays, 0.99)), 'neighbours max ms': Math.round(delays.at(-1) ?? 0),
      },
    };
  },
};

function failed(wrong: boolean, sentence: string): string[] {
  return wrong ? [sentence] : [];
}

function poisonOf(ledger: Ledger): number {
  return ledger.accepted.filter(({ isPoison }) => isPoison).length;
}

let owed = 0;

/** Unreadable messages in every agency's topic: without the headers of an event, and no JSON. */
async function sendUnreadable(environment: Environment, vandal: KafkaPublisher, perAgency: number): Promise<number> {
  owed += perAgency;
  const count = Math.floor(owed);
  owed -= count;
  const messages = environment.agencies.flatMap((agency) => Array.from({ length: count }, () => ({
    topic: environment.topics.referral(agency), key: randomUUID(), headers: { ce_id: randomUUID() }, value: Buffer.from('{"not":'),
  })));
  if (messages.length === 0) return 0;
  const outcomes = await vandal.publish(messages);
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
