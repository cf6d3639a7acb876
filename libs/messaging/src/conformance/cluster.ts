import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { Cluster, ConformanceDriver } from './conformance-driver.js';
import { caseMessages, oneTo, publishAll, RecipientFixture, until } from './recipient-fixture.js';

const LIMIT_MS = 120_000;
/** Longer than the 9 s for which a broker may be silent before another one leads in its place. */
const ISOLATED_MS = 14_000;

/** Faults of one of three brokers while referrals flow. No acknowledged message is lost, and no case loses its order. */
export function clusterConformance(driver: () => ConformanceDriver): void {
  describe('one of three brokers', () => {
    it('leads, is cut off from everybody, and comes back', async () => {
      await flowThrough(driver(), ({ topic }) => clusterOf(driver()).isolateLeader(topic), ISOLATED_MS);
    }, LIMIT_MS);

    it('leads, and dies', async () => {
      await flowThrough(driver(), ({ topic }) => clusterOf(driver()).killLeader(topic), 8_000);
    }, LIMIT_MS);

    it('leads, and is restarted', async () => {
      await flowThrough(driver(), ({ topic }) => clusterOf(driver()).stopLeader(topic), 2_000);
    }, LIMIT_MS);

    it('coordinates the consumer group, and dies', async () => {
      await flowThrough(driver(), ({ groupId }) => clusterOf(driver()).killCoordinator(groupId), 8_000);
    }, LIMIT_MS);
  });
}

/** Two consumers of one group take a stream of referrals. One broker fails in the middle and recovers. */
async function flowThrough(
  driver: ConformanceDriver,
  hurt: (flow: { topic: string; groupId: string }) => Promise<() => Promise<void>>,
  forMs: number,
): Promise<void> {
  const topic = await driver.createTopic(3);
  const groupId = driver.newGroup();
  const cases = oneTo(12).map((number) => `case-${number}`);
  const recipient = new RecipientFixture();
  const consumers = oneTo(2).map(() => driver.consumer({ groupId, topics: [topic], maxBatch: 20 }));
  for (const consumer of consumers) consumer.start(async (batch) => recipient.note(batch));
  await publishAll(driver.publisher(), cases.flatMap((key) => caseMessages(topic, key, 1)));
  await until('the first are there', () => recipient.distinct.size === cases.length, 30_000);

  let steps = 1;
  const enough = new AbortController();
  const acknowledged = new Set<string>();
  const flow = (async () => {
    for (; !enough.signal.aborted; await sleep(50)) {
      steps += 1;
      const round = cases.flatMap((key) => caseMessages(topic, key, 1, steps));
      await publishAll(driver.publisher(), round, 60_000, (message) => acknowledged.add(message.headers['ce_id'] ?? ''));
    }
  })();
  await sleep(1_000);
  const heal = await hurt({ topic, groupId });
  try {
    await sleep(forMs);
  } finally {
    await heal();
  }
  const before = acknowledged.size;
  await until('referrals are accepted again', () => acknowledged.size > before, 30_000);
  enough.abort();
  await flow;
  await until('all that was acknowledged is there', () => [...acknowledged].every((id) => recipient.distinct.has(id)), 45_000);
  // One of them may be rejoining the group at this moment. A dead consumer would never run again.
  await until('both consumers run', () => consumers.every((consumer) => consumer.state().running), 45_000);
  await Promise.all(consumers.map((consumer) => consumer.close()));
  for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(steps));
}

function clusterOf({ cluster }: ConformanceDriver): Cluster {
  if (cluster === undefined) throw new Error('the driver was announced as owner of three brokers, but cannot hurt one of them');
  return cluster;
}
