import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { MessageConsumer } from '../consumer/message-consumer.js';
import type { ConformanceDriver } from './conformance-driver.js';
import { caseMessages, oneTo, publishAll, RecipientFixture, until } from './recipient-fixture.js';

const partitionsHeldBy = (member: MessageConsumer): readonly number[] =>
  member.state().assignedPartitions.flatMap(({ partitions }) => [...partitions]);
const retriedBy = (member: MessageConsumer): readonly number[] => member.state().retryingPartitions.map(({ partition }) => partition);

export function groupConformance(driver: () => ConformanceDriver): void {
  describe('consumer groups', () => {
    it('shares the partitions among two members and loses nothing when one leaves', async () => {
      const topic = await driver().createTopic(4);
      const groupId = driver().newGroup();
      const cases = oneTo(40).map((number) => `case-${number}`);
      const recipient = new RecipientFixture();
      const staying = driver().consumer({ groupId, topics: [topic], maxBatch: 7 });
      const leaving = driver().consumer({ groupId, topics: [topic], maxBatch: 7 });
      const share = { staying: 0, leaving: 0 };
      staying.start(async (batch) => {
        recipient.note(batch);
        share.staying += batch.messages.length;
      });
      leaving.start(async (batch) => {
        recipient.note(batch);
        share.leaving += batch.messages.length;
        await sleep(5);
      });
      const partitionsOf = (consumer: typeof staying) =>
        consumer.state().assignedPartitions.reduce((sum, { partitions }) => sum + partitions.length, 0);
      await until('each has two partitions', () => partitionsOf(staying) === 2 && partitionsOf(leaving) === 2);

      const publisher = driver().publisher();
      await publishAll(publisher, cases.flatMap((key) => caseMessages(topic, key, 10)));
      await until('both have had some', () => share.staying > 0 && share.leaving > 0);
      const goingOn = publishAll(publisher, cases.flatMap((key) => caseMessages(topic, key, 10, 11)));
      await leaving.close();
      await goingOn;
      await until('all 800 are there', () => recipient.distinct.size === 800, 30_000);
      await until('the one who stays has all four partitions', () => partitionsOf(staying) === 4);
      await staying.close();
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(20));
    });

    it('shares the partitions anew when a second and a third join and the first leaves, while referrals flow', async () => {
      const topic = await driver().createTopic(3);
      const groupId = driver().newGroup();
      const cases = oneTo(12).map((number) => `case-${number}`);
      const recipient = new RecipientFixture();
      const join = () => {
        const consumer = driver().consumer({ groupId, topics: [topic], maxBatch: 7 });
        consumer.start(async (batch) => recipient.note(batch));
        return { consumer, partitions: () => consumer.state().assignedPartitions.reduce((sum, { partitions }) => sum + partitions.length, 0) };
      };
      const share = (...members: readonly ReturnType<typeof join>[]): boolean =>
        members.every(({ partitions }) => partitions() > 0) && members.reduce((sum, { partitions }) => sum + partitions(), 0) === 3;
      const first = join();
      await until('the first has all of them', () => share(first));
      const enough = new AbortController();
      let steps = 0;
      const flow = (async () => {
        for (; !enough.signal.aborted; await sleep(20)) {
          steps += 1;
          await publishAll(driver().publisher(), cases.flatMap((key) => caseMessages(topic, key, 1, steps)));
        }
      })();
      const second = join();
      try {
        await until('two share them', () => share(first, second));
        const third = join();
        await until('three share them', () => share(first, second, third));
        await first.consumer.close();
        await until('the two who stay share them', () => share(second, third));
        enough.abort();
        await flow;
        await until('all are there', () => recipient.distinct.size === steps * cases.length);
        await Promise.all([second, third].map(({ consumer }) => consumer.close()));
      } finally {
        enough.abort();
        await flow;
      }
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(steps));
    }, 60_000);

    it('reports as retrying only what it has: a failing partition that moved away fails at its next owner', async () => {
      const topic = await driver().createTopic(2);
      const groupId = driver().newGroup();
      const join = (): MessageConsumer => {
        const consumer = driver().consumer({ groupId, topics: [topic], partitionsConsumedConcurrently: 2 });
        consumer.start(() => Promise.reject(new Error('the database is away')));
        return consumer;
      };
      await publishAll(driver().publisher(), oneTo(10).flatMap((number) => caseMessages(topic, `case-${number}`, 1)));
      const first = join();
      await until('it retries both partitions', () => retriedBy(first).length === 2);
      const second = join();
      await until('each has one partition', () => partitionsHeldBy(first).length === 1 && partitionsHeldBy(second).length === 1);
      await until('the second one retries what it was given', () => retriedBy(second).length === 1);
      expect([retriedBy(first), retriedBy(second)]).toEqual([partitionsHeldBy(first), partitionsHeldBy(second)]);
      await first.close();
      expect(retriedBy(first)).toEqual([]);
      await second.close();
    });

    it('gives two groups every message each', async () => {
      const topic = await driver().createTopic(1);
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 10));
      const recipients = await Promise.all(
        [driver().newGroup(), driver().newGroup()].map(async (groupId) => {
          const recipient = new RecipientFixture();
          const consumer = driver().consumer({ groupId, topics: [topic] });
          consumer.start(async (batch) => recipient.note(batch));
          await until('all ten are there', () => recipient.distinct.size === 10);
          await consumer.close();
          return recipient;
        }),
      );
      for (const recipient of recipients) expect(recipient.received).toHaveLength(10);
    });
  });
}
