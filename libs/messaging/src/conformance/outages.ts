import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { ConformanceDriver, Outage } from './conformance-driver.js';
import { caseMessages, oneTo, publishAll, RecipientFixture, until } from './recipient-fixture.js';

const OUTAGE_MS = 90_000;

export function outageConformance(driver: () => ConformanceDriver): void {
  describe('outages', () => {
    it('delivers everything, in order, through an outage while it publishes and consumes', async () => {
      const outage = outageOf(driver());
      const topic = await driver().createTopic(3);
      const cases = oneTo(10).map((number) => `case-${number}`);
      const recipient = new RecipientFixture();
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic], maxBatch: 20 });
      consumer.start(async (batch) => recipient.note(batch));
      const publisher = driver().publisher();
      await publishAll(publisher, cases.flatMap((key) => caseMessages(topic, key, 5)));
      await until('the first are there', () => recipient.distinct.size === 50);

      await outage.stop();
      const duringOutage = cases.flatMap((key) => caseMessages(topic, key, 5, 6));
      const refused = await publisher.publish(duringOutage);
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set(['failed']));
      await sleep(200);
      const insisting = publishAll(publisher, duringOutage);
      await outage.restart();
      await insisting;
      await until('the rest is there', () => recipient.distinct.size === 100, 45_000);
      expect(consumer.state().running).toBe(true);
      await consumer.close();
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(10));
    }, OUTAGE_MS);

    it('starts to consume although the broker comes up later', async () => {
      const outage = outageOf(driver());
      const topic = await driver().createTopic(1);
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 3));
      await outage.stop();
      const recipient = new RecipientFixture();
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic] });
      consumer.start(async (batch) => recipient.note(batch));
      await sleep(300);
      expect(consumer.state().running).toBe(false);
      await outage.restart();
      await until('the three are there', () => recipient.distinct.size === 3, 45_000);
      expect(consumer.state().running).toBe(true);
      await consumer.close();
    }, OUTAGE_MS);
  });
}

function outageOf({ outage }: ConformanceDriver): Outage {
  if (outage === undefined) throw new Error('the driver was announced as owner of its broker, but cannot stop it');
  return outage;
}
