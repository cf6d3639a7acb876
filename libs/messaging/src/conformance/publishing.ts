import { partitionFor } from '#libs/contracts';
import { describe, expect, it } from '@jest/globals';

import type { ConformanceDriver } from './conformance-driver.js';
import { caseMessages, oneTo, publishAll, RecipientFixture, until } from './recipient-fixture.js';

export function publishingConformance(driver: () => ConformanceDriver): void {
  describe('publishing', () => {
    it('acknowledges each message with the partition of its case and ascending offsets', async () => {
      const topic = await driver().createTopic(3);
      const messages = ['case-a', 'case-b', 'case-c', 'case-d'].flatMap((key) => caseMessages(topic, key, 3));
      const outcomes = await driver().publisher().publish(messages);
      const places = outcomes.map((outcome, index) => {
        if (outcome.status === 'failed') throw new Error(`message ${index} failed: ${outcome.reason}`);
        expect(outcome.partition).toBe(partitionFor(messages[index]?.key ?? '', 3));
        return `${outcome.partition}/${outcome.offset}`;
      });
      expect(new Set(places).size).toBe(messages.length);
      for (const partition of [0, 1, 2]) {
        const offsets = places.filter((place) => place.startsWith(`${partition}/`)).map((place) => Number(place.split('/')[1]));
        expect(offsets).toEqual(offsets.map((_, index) => index));
      }
    });

    it('answers unknown-topic for a topic that does not exist, and publishes its neighbours', async () => {
      const topic = await driver().createTopic(1);
      const outcomes = await driver()
        .publisher()
        .publish([...caseMessages(`${topic}.does-not-exist`, 'case-a', 1), ...caseMessages(topic, 'case-a', 1)]);
      expect(outcomes).toEqual([
        { status: 'failed', reason: 'unknown-topic' },
        { status: 'acknowledged', partition: 0, offset: '0' },
      ]);
    });

    it('refuses a message that is too large alone: nothing of its case passes it, and every other case goes on', async () => {
      const topic = await driver().createTopic(1, 2000);
      const of = (key: string, bytes: number) => ({ topic, key, headers: {}, value: Buffer.alloc(bytes) });
      const outcomes = await driver().publisher().publish([
        of('case-a', 10), of('case-b', 10), of('case-a', 5000), of('case-b', 10), of('case-a', 10), of('case-c', 10), of('case-a', 10),
      ]);
      expect(outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.reason : outcome.offset))).toEqual([
        '0', '1', 'too-large', '2', 'not-sent', '3', 'not-sent',
      ]);
    });

    it('carries key, headers, bytes and the absence of a value unchanged', async () => {
      const topic = await driver().createTopic(1);
      const groupId = driver().newGroup();
      // Bytes that are not valid UTF-8 but begin like JSON. The broker must not interpret them, because digests are
      // computed from them.
      const value = Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x7d]);
      await publishAll(driver().publisher(), [
        { topic, key: 'case-ü', headers: { ce_id: 'one', CE_Type: 'Größe' }, value },
        { topic, key: 'case-ü', headers: {}, value: null },
      ]);
      const consumer = driver().consumer({ groupId, topics: [topic] });
      const received: unknown[] = [];
      consumer.start(async ({ messages }) => {
        received.push(...messages.map(({ key, headers, value, offset }) => ({ key, headers: { ...headers }, value, offset })));
      });
      await until('both messages are there', () => received.length === 2);
      await consumer.close();
      expect(received).toEqual([
        { key: 'case-ü', headers: { ce_id: 'one', ce_type: 'Größe' }, value, offset: '0' },
        { key: 'case-ü', headers: {}, value: null, offset: '1' },
      ]);
    });

    it('delivers every message, and each case in its order', async () => {
      const topic = await driver().createTopic(4);
      const groupId = driver().newGroup();
      const cases = oneTo(20).map((number) => `case-${number}`);
      const consumer = driver().consumer({ groupId, topics: [topic], maxBatch: 17 });
      const recipient = new RecipientFixture();
      consumer.start(async (batch) => recipient.note(batch));
      // The cases are interleaved, step by step, as in production.
      for (const firstStep of [1, 31]) {
        const rounds = oneTo(30).flatMap((step) => cases.flatMap((key) => caseMessages(topic, key, 1, firstStep + step - 1)));
        await publishAll(driver().publisher(), rounds);
      }
      await until('all 1,200 are there', () => recipient.distinct.size === 1200);
      await consumer.close();
      for (const key of cases) expect(recipient.firstSeen(key)).toEqual(oneTo(60));
    });
  });
}
