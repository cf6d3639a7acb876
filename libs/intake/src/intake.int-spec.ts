import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { isConnectionFailure, statement } from '#libs/persistence';
import { testPostgresUrl } from '#libs/testing';
import { DeadLetters } from './dead-letters.js';
import { Intake, type IntakeSummary } from './intake.js';
import { again, incoming, receipt, TestConsumer, TOPIC } from './test-support/consumer.js';

let consumer: TestConsumer;
let intake: Intake;
let deadLetters: DeadLetters;

beforeAll(async () => {
  consumer = await TestConsumer.create(testPostgresUrl());
  intake = new Intake(consumer.options);
  deadLetters = new DeadLetters(consumer.options);
});
afterAll(async () => consumer.remove());
beforeEach(async () => consumer.clear());

async function process(...messages: readonly IncomingMessage[]): Promise<Omit<IntakeSummary, 'ms'>> {
  const { ms, ...counts } = await intake.process({ topic: TOPIC, partition: 0, messages });
  expect(ms).toBeGreaterThan(0);
  const parked = Object.values(counts.parked).reduce((sum, count) => sum + count, 0);
  expect(counts.received).toBe(counts.stored + counts.duplicates + parked);
  return counts;
}

const withValue = (message: IncomingMessage, value: Buffer | null): IncomingMessage => ({ ...message, value });
const nothing = { stored: 0, duplicates: 0, parked: {} };

describe('Intake', () => {
  it('gives the same message three times one effect, in one batch and over several', async () => {
    const message = receipt();
    expect(await process(message, again(message), receipt())).toEqual({ ...nothing, received: 3, stored: 2, duplicates: 1 });
    expect(await process(again(message), message)).toEqual({ ...nothing, received: 2, duplicates: 2 });
    expect(await consumer.stored()).toHaveLength(2);
    expect(consumer.commits).toBe(2);
  });

  it('keeps the order of the partition', async () => {
    const messages = Array.from({ length: 50 }, () => receipt());
    await process(...messages);
    expect(await consumer.stored()).toEqual(messages.map(({ receiptId }) => receiptId));
  });

  it('gives one effect when two consumers get the same batch at once', async () => {
    const messages = Array.from({ length: 100 }, () => receipt());
    const counts = await Promise.all([process(...messages), process(...messages), process(...messages)]);
    expect(counts.reduce((sum, { stored }) => sum + stored, 0)).toBe(100);
    expect(await consumer.stored()).toHaveLength(100);
  });

  it('quarantines the same id with other content; the first stands', async () => {
    const id = newId();
    const [first, second, third] = [receipt({}, id), receipt({}, id), receipt({}, id)];
    expect(await process(first, second)).toEqual({ ...nothing, received: 2, stored: 1, parked: { 'conflicting-content': 1 } });
    const later = await process(third, again(third), again(second));
    expect(later).toEqual({ received: 3, stored: 0, duplicates: 2, parked: { 'conflicting-content': 1 } });
    expect(await consumer.stored()).toEqual([first.receiptId]);
  });

  it('parks what it cannot read with its reason, tells once, and takes the neighbours', async () => {
    const good = [receipt(), receipt()];
    const poison = withValue(receipt(), Buffer.from('{"narrative": "Anna'));
    const counts = await process(...good.slice(0, 1), poison, ...good.slice(1));
    expect(counts).toEqual({ ...nothing, received: 3, stored: 2, parked: { 'not-json': 1 } });
    expect(await process(poison, again(poison))).toMatchObject({ duplicates: 2, parked: {} });
    const { ce_id: messageId, ce_subject: referralId } = poison.headers;
    expect(consumer.rejections).toMatchObject([{ code: 'not-json', messageId, referralId }]);
    const outbox = await consumer.outbox();
    expect(outbox).toHaveLength(1);
    const headers = { dl_reason: 'not-json', dl_offset: poison.offset };
    expect(outbox[0]).toMatchObject({ topic: `${TOPIC}.referral-publisher.dlq`, key: '', value: null, headers });
    expect(JSON.stringify(outbox)).not.toMatch(/Anna|narrative|case-key/);
  });

  it('parks messages that are nothing like an event, whatever is in them', async () => {
    const hostile = [
      incoming({ key: null, headers: {}, value: null }),
      incoming({ key: 'nul\u0000key', headers: { ce_id: 'no uuid', 'x\u0000y': 'half \ud800' }, value: Buffer.from([0, 255, 0]) }),
      incoming({ key: '', headers: { ce_specversion: '1.0' }, value: Buffer.from('[]') }),
      incoming({ key: null, headers: {}, value: null }),
    ];
    expect(await process(...hostile)).toMatchObject({ parked: { 'not-a-cloudevent': 4 } });
    expect(await process(...hostile)).toMatchObject({ duplicates: 4, parked: {} });
  });

  it('lets one row that cannot be stored block nobody', async () => {
    const messages = Array.from({ length: 40 }, (_, index) => receipt(index % 13 === 5 ? { actor: 'sw-unstorable' } : {}));
    expect(await process(...messages)).toMatchObject({ stored: 37, parked: { 'effect-failed': 3 } });
    const storable = messages.filter((_, index) => index % 13 !== 5).map(({ receiptId }) => receiptId);
    expect(await consumer.stored()).toEqual(storable);
    expect(await process(...messages)).toMatchObject({ stored: 0, duplicates: 40 });
  });

  it('parks what the app refuses, without any other effect', async () => {
    const refused = receipt({ agency: 'hilltop-school' });
    expect(await process(receipt(), refused)).toMatchObject({ stored: 1, parked: { 'not-followed': 1 } });
    expect(await process(again(refused))).toMatchObject({ duplicates: 1, parked: {} });
    expect(await consumer.stored()).toHaveLength(1);
    expect(consumer.rejections).toHaveLength(1);
  });

  it('parks even when telling about it cannot be stored', async () => {
    consumer.beforeRejected = async (transaction) => {
      await transaction.run(statement('bad-notice', `SELECT 'x'::int`));
    };
    expect(await process(withValue(receipt(), null), receipt())).toMatchObject({ stored: 1, parked: { 'not-json': 1 } });
  });

  it('throws when the connection breaks, and takes the batch at its redelivery', async () => {
    const messages = [receipt(), receipt()];
    consumer.beforeApply = async (transaction) => {
      await transaction.run(statement('break', 'SELECT pg_terminate_backend(pg_backend_pid())'));
    };
    const error = await process(...messages).catch((thrown: unknown) => thrown);
    expect(isConnectionFailure(error)).toBe(true);
    consumer.beforeApply = async () => undefined;
    expect(await process(...messages)).toMatchObject({ stored: 2, duplicates: 0 });
  });

  it('does not swallow a bug', async () => {
    consumer.beforeApply = async () => {
      throw new TypeError('a bug');
    };
    await expect(process(receipt())).rejects.toThrow(TypeError);
    expect(await deadLetters.list({ status: 'replayed' })).toEqual({ items: [] });
  });
});
