import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import type { MessageBatch } from '#libs/contracts';

import type { ConformanceDriver } from './conformance-driver.js';
import { caseMessages, idOf, oneTo, publishAll, RecipientFixture, until } from './recipient-fixture.js';

export function consumingConformance(driver: () => ConformanceDriver): void {
  describe('consuming', () => {
    it('hands a batch over again when the handler throws, and then goes on', async () => {
      const topic = await driver().createTopic(1);
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic], maxBatch: 5 });
      const recipient = new RecipientFixture();
      let failures = 0;
      consumer.start(async (batch) => {
        recipient.note(batch);
        if (batch.messages.some((message) => idOf(message) === 'case-a#7') && failures < 2) {
          failures += 1;
          throw new Error('the database is away');
        }
      });
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 20));
      await until('all 20 are there', () => recipient.received.includes('case-a#20'));
      await consumer.close();
      expect(recipient.received.filter((id) => id === 'case-a#7')).toHaveLength(3);
      expect(recipient.firstSeen('case-a')).toEqual(oneTo(20));
    });

    it.each([
      ['TypeError', () => Reflect.get(Object(undefined) as object, 'x') ?? (undefined as unknown as { x: { y: 1 } }).x.y],
      ['RangeError', () => BigInt(0.5)],
      ['SyntaxError', () => JSON.parse('{')],
      ['ReferenceError', () => { throw new ReferenceError('thing is not defined'); }],
    ])('survives a %s in the handler', async (_name, bug) => {
      const topic = await driver().createTopic(1);
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic] });
      const recipient = new RecipientFixture();
      let bugs = 0;
      consumer.start(async (batch) => {
        if (bugs < 2) {
          bugs += 1;
          bug();
        }
        recipient.note(batch);
      });
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 3));
      await until('the three are there', () => recipient.distinct.size === 3);
      expect(bugs).toBe(2);
      expect(consumer.state().running).toBe(true);
      await consumer.close();
    });

    it('lets the other partitions go on while one has a batch that fails', async () => {
      const topic = await driver().createTopic(2);
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic] });
      const recipient = new RecipientFixture();
      consumer.start(async (batch) => {
        if (batch.partition === 0) throw new Error('this partition is poisoned');
        recipient.note(batch);
      });
      const cases = oneTo(10).map((number) => `case-${number}`);
      const outcomes = await driver().publisher().publish(cases.flatMap((key) => caseMessages(topic, key, 2)));
      const healthy = outcomes.filter((outcome) => outcome.status === 'acknowledged' && outcome.partition === 1).length;
      expect(healthy).toBeGreaterThan(0);
      expect(healthy).toBeLessThan(20);
      await until('the healthy partition is through', () => recipient.distinct.size === healthy);
      await consumer.close();
    });

    it('goes on behind a message that the handler quarantines, and does not hand it over again', async () => {
      const topic = await driver().createTopic(1);
      const groupId = driver().newGroup();
      const [recipient, quarantined] = [new RecipientFixture(), new RecipientFixture()];
      const poison = 'case-a#4';
      const handle = async (batch: MessageBatch): Promise<void> => {
        quarantined.note({ ...batch, messages: batch.messages.filter((message) => idOf(message) === poison) });
        recipient.note({ ...batch, messages: batch.messages.filter((message) => idOf(message) !== poison) });
      };
      const consumer = driver().consumer({ groupId, topics: [topic], maxBatch: 3 });
      consumer.start(handle);
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 8));
      await until('its neighbours are there', () => recipient.distinct.size === 7);
      await consumer.close();
      const next = driver().consumer({ groupId, topics: [topic] });
      next.start(handle);
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 1, 9));
      await until('the ninth is there', () => recipient.distinct.size === 8);
      await next.close();
      expect(quarantined.received).toEqual([poison]);
      expect(recipient.firstSeen('case-a')).toEqual([1, 2, 3, 5, 6, 7, 8, 9]);
    });

    it('never commits past a gap: after a restart everything from the failed batch on comes again', async () => {
      const topic = await driver().createTopic(1);
      const groupId = driver().newGroup();
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 25));

      const first = driver().consumer({ groupId, topics: [topic], maxBatch: 5 });
      let failures = 0;
      first.start(async ({ messages }) => {
        if (messages.some((message) => idOf(message) === 'case-a#13')) {
          failures += 1;
          throw new Error('the database is away');
        }
      });
      await until('the batch of step 13 failed twice', () => failures >= 2);
      await first.close();
      expect(await driver().committed(groupId, topic)).toEqual([10n]);

      const second = driver().consumer({ groupId, topics: [topic], maxBatch: 5 });
      const recipient = new RecipientFixture();
      second.start(async (batch) => recipient.note(batch));
      await until('the rest is there', () => recipient.received.includes('case-a#25'));
      await second.close();
      expect(recipient.received).toEqual(oneTo(15).map((number) => `case-a#${number + 10}`));
      expect(await driver().committed(groupId, topic)).toEqual([25n]);
    });

    it('hands a slow handler one batch at a time, no larger than agreed', async () => {
      const topic = await driver().createTopic(1);
      const consumer = driver().consumer({ groupId: driver().newGroup(), topics: [topic], maxBatch: 10 });
      let running = 0;
      let most = 0;
      let taken = 0;
      const sizes: number[] = [];
      consumer.start(async ({ messages }) => {
        running += 1;
        most = Math.max(most, running);
        sizes.push(messages.length);
        await sleep(20);
        taken += messages.length;
        running -= 1;
      });
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 100));
      await until('all 100 are taken', () => taken === 100);
      await consumer.close();
      expect(most).toBe(1);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    it('handles several partitions at the same time, each one batch at a time, in order, and commits each up to its end', async () => {
      const topic = await driver().createTopic(4);
      const groupId = driver().newGroup();
      const cases = oneTo(20).map((number) => `case-${number}`);
      const outcomes = await driver().publisher().publish(cases.flatMap((key) => caseMessages(topic, key, 10)));
      const perPartition = oneTo(4).map((number) =>
        outcomes.filter((outcome) => outcome.status === 'acknowledged' && outcome.partition === number - 1).length);
      const consumer = driver().consumer({ groupId, topics: [topic], maxBatch: 5, partitionsConsumedConcurrently: 3 });
      const recipient = new RecipientFixture();
      const running: number[] = [];
      let most = 0;
      let twice = 0;
      let failures = 0;
      consumer.start(async (batch) => {
        if (running.includes(batch.partition)) twice += 1;
        running.push(batch.partition);
        most = Math.max(most, running.length);
        await sleep(20);
        running.splice(running.indexOf(batch.partition), 1);
        // One partition fails while the others commit. Their commits must not carry it past its uncommitted messages.
        if (batch.partition === 1 && failures < 3) {
          failures += 1;
          throw new Error('the database is away');
        }
        recipient.note(batch);
      });
      await until('all 200 are there', () => recipient.distinct.size === 200);
      await consumer.close();
      expect([most > 1, most <= 3, twice]).toEqual([true, true, 0]);
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(10));
      expect(recipient.received).toHaveLength(200);
      expect(await driver().committed(groupId, topic)).toEqual(perPartition.map((count) => (count === 0 ? null : BigInt(count))));
    });

    it('gives up on a handler that never returns: its batch comes again, the others go on, and the consumer can be closed', async () => {
      const topic = await driver().createTopic(2);
      const groupId = driver().newGroup();
      const cases = oneTo(10).map((number) => `case-${number}`);
      const consumer = driver().consumer({ groupId, topics: [topic], handlerLimitMs: 400 });
      const recipient = new RecipientFixture();
      let hung = 0;
      consumer.start(async (batch) => {
        if (batch.partition === 0 && hung < 2) {
          hung += 1;
          await new Promise(() => {});
        }
        recipient.note(batch);
      });
      await publishAll(driver().publisher(), cases.flatMap((key) => caseMessages(topic, key, 2)));
      await until('all 20 are there', () => recipient.distinct.size === 20);
      expect([hung, consumer.state().running]).toEqual([2, true]);
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(2));
      hung = 0;
      await publishAll(driver().publisher(), cases.flatMap((key) => caseMessages(topic, key, 1, 3)));
      await until('a handler hangs again', () => hung === 1);
      await consumer.close();
      expect(consumer.state().status).toBe('closed');
    });

    it('waits for the running batch when it is closed, commits it, and begins no other', async () => {
      const topic = await driver().createTopic(1);
      const groupId = driver().newGroup();
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 20));
      const consumer = driver().consumer({ groupId, topics: [topic], maxBatch: 5 });
      let begun = 0;
      let ended = 0;
      consumer.start(async () => {
        begun += 1;
        await sleep(150);
        ended += 1;
      });
      await until('a batch is being handled', () => begun === 1);
      await Promise.all([consumer.close(), consumer.close()]);
      expect([begun, ended]).toEqual([1, 1]);
      expect(consumer.state().running).toBe(false);
      await consumer.close();
      expect(await driver().committed(groupId, topic)).toEqual([5n]);
    });

    it('can be closed while it starts, and before it starts', async () => {
      const topic = await driver().createTopic(1);
      await publishAll(driver().publisher(), caseMessages(topic, 'case-a', 1));
      const recipient = new RecipientFixture();
      const starting = driver().consumer({ groupId: driver().newGroup(), topics: [topic] });
      starting.start(async (batch) => recipient.note(batch));
      await starting.close();
      const unstarted = driver().consumer({ groupId: driver().newGroup(), topics: [topic] });
      await unstarted.close();
      unstarted.start(async (batch) => recipient.note(batch));
      const handed = recipient.received.length;
      await sleep(100);
      expect(recipient.received).toHaveLength(handed);
      expect([starting.state().status, unstarted.state().status]).toEqual(['closed', 'closed']);
    });
  });
}
