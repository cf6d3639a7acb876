import { randomUUID } from 'node:crypto';

import { KafkaPublisher } from '#libs/messaging';

import { percentile, type Ledger } from '../load/submissions.js';
import { readDelays, sortedDelays } from '../oracle/delays.js';
import type { World } from '../world/world.js';
import { parkedAt, refusePoison, replay } from './kill-points/dead-letters.js';
import { acceptFigures, pause, settle, startWorld, type Scenario } from './scenario.js';
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
    const world = await startWorld(context);
    await refusePoison(world, true);
    const vandal = new KafkaPublisher({ brokers: world.kafka.brokers, clientId: 'vandal' });
    context.cleanUp(() => vandal.close());
    let unreadable = 0;
    const seconds = context.options.quick ? 20 : 120;
    const ledger = await underSteadyLoad(world, async () => {
      for (let second = 0; second < seconds; second += 1) {
        unreadable += await sendUnreadable(world, vandal, LOAD_PER_SECOND / 100);
        await pause(1_000);
      }
    }, { perSecond: LOAD_PER_SECOND, cases: 60, isPoison: (number) => number % 100 === 50 });
    const before = await settle(world, ledger, 120_000, { poisonIsParked: true });
    const delays = sortedDelays(await readDelays(world.postgres.url, world.agencies));
    await refusePoison(world, false);
    const { replayed, again, still } = await replayAll(world);
    context.progress('waiting for everything to arrive');
    const findings = await settle(world, ledger, 60_000);
    const poisoned = poisonOf(ledger) * world.agencies.length;
    const blocked = ledger.accepted.length * world.agencies.length - poisoned - delays.length;
    return {
      runs: 1,
      findings,
      failures: [
        ...failed((delays.at(-1) ?? 0) > NEIGHBOURS_MS, `a neighbour was delayed by ${Math.round(delays.at(-1) ?? 0)} ms`),
        ...failed(blocked > 0, `${blocked} neighbours were not delivered while there was poison`),
        ...failed(replayed !== poisoned, `${replayed} of ${poisoned} could be replayed`),
        ...failed(again !== replayed, `${replayed - again} second replays were not answered as such`),
        ...failed(still !== unreadable, `${still} of ${unreadable} unreadable messages are parked and refused by the replay`),
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
  return ledger.accepted.filter(({ correlationId }) => correlationId.endsWith('dead')).length;
}

let owed = 0;

/** Nobody's messages in every agency's topic: no headers that mean anything, no JSON. */
async function sendUnreadable(world: World, vandal: KafkaPublisher, perAgency: number): Promise<number> {
  owed += perAgency;
  const count = Math.floor(owed);
  owed -= count;
  const messages = world.agencies.flatMap((agency) => Array.from({ length: count }, () => ({
    topic: world.topics.referral(agency), key: randomUUID(), headers: { ce_id: randomUUID() }, value: Buffer.from('{"not":'),
  })));
  if (messages.length === 0) return 0;
  const outcomes = await vandal.publish(messages);
  return outcomes.filter(({ status }) => status === 'acknowledged').length;
}

/** Everything that is parked, twice. 200 is an effect or the statement that it is there, 422 and 409 that there can be none. */
async function replayAll(world: World): Promise<{ readonly replayed: number; readonly again: number; readonly still: number }> {
  let [replayed, again, still] = [0, 0, 0];
  for (const agency of world.agencies) {
    for (const id of await parkedAt(world, agency)) {
      if ((await replay(world, agency, id)) === 200) replayed += 1;
      else still += 1;
      if ((await replay(world, agency, id)) === 200) again += 1;
    }
  }
  return { replayed, again, still };
}
