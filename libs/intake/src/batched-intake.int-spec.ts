import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Logger, Metrics } from '#libs/observability';
import { isConnectionFailure, statement } from '#libs/persistence';
import { testPostgresUrl } from '#libs/testing';
import { DeadLetters } from './dead-letters.js';
import { BatchedIntake, type IntakeSummary } from './batched-intake.js';
import { again, incoming, receipt, Signal, TestConsumer, TOPIC, until } from './test-support/consumer.js';

let consumer: TestConsumer;
let intake: BatchedIntake;
let deadLetters: DeadLetters;

beforeAll(async () => {
  consumer = await TestConsumer.create(testPostgresUrl());
  intake = new BatchedIntake(consumer.options);
  deadLetters = new DeadLetters(consumer.options);
});
afterAll(async () => consumer.remove());
beforeEach(async () => consumer.clear());

async function process(...messages: readonly IncomingMessage[]): Promise<Omit<IntakeSummary, 'ms'>> {
  return processBy(intake, messages);
}

async function processBy(by: BatchedIntake, messages: readonly IncomingMessage[]): Promise<Omit<IntakeSummary, 'ms'>> {
  const { ms, ...counts } = await by.take({ topic: TOPIC, partition: 0, messages });
  expect(ms).toBeGreaterThan(0);
  const quarantined = Object.values(counts.quarantined).reduce((sum, count) => sum + count, 0);
  expect(counts.received).toBe(counts.stored + counts.duplicates + quarantined);
  return counts;
}

const withValue = (message: IncomingMessage, value: Buffer | null): IncomingMessage => ({ ...message, value });
const nothing = { stored: 0, duplicates: 0, quarantined: {} };

describe('BatchedIntake', () => {
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

  it('gives one effect when three consumers get the same batch at once', async () => {
    const messages = Array.from({ length: 100 }, () => receipt());
    const consumers = [1, 2, 3].map(() => new BatchedIntake(consumer.options));
    const counts = await Promise.all(consumers.map((each) => processBy(each, messages)));
    expect(counts.reduce((sum, { stored }) => sum + stored, 0)).toBe(100);
    expect(await consumer.stored()).toHaveLength(100);
  });

  it('quarantines the same id with other content; the first remains', async () => {
    const id = newId();
    const [first, second, third] = [receipt({}, id), receipt({}, id), receipt({}, id)];
    expect(await process(first, second)).toEqual({ ...nothing, received: 2, stored: 1, quarantined: { 'conflicting-content': 1 } });
    const later = await process(third, again(third), again(second));
    expect(later).toEqual({ received: 3, stored: 0, duplicates: 2, quarantined: { 'conflicting-content': 1 } });
    expect(await consumer.stored()).toEqual([first.receiptId]);
  });

  it('quarantines what it cannot read with its reason, writes one dead letter, and takes the neighbours', async () => {
    const good = [receipt(), receipt()];
    const poison = withValue(receipt(), Buffer.from('{"narrative": "Anna'));
    const counts = await process(...good.slice(0, 1), poison, ...good.slice(1));
    expect(counts).toEqual({ ...nothing, received: 3, stored: 2, quarantined: { 'not-json': 1 } });
    expect(await process(poison, again(poison))).toMatchObject({ duplicates: 2, quarantined: {} });
    const { ce_id: messageId, ce_subject: referralId } = poison.headers;
    expect(consumer.rejections).toMatchObject([{ code: 'not-json', messageId, referralId }]);
    const outbox = await consumer.outbox();
    expect(outbox).toHaveLength(1);
    const headers = { dl_reason: 'not-json', dl_offset: poison.offset };
    expect(outbox[0]).toMatchObject({ topic: `${TOPIC}.referral-publisher.dlq`, key: '', value: null, headers });
    expect(JSON.stringify(outbox)).not.toMatch(/Anna|narrative|case-key/);
  });

  it('quarantines messages that are nothing like an event, for any content', async () => {
    const hostile = [
      incoming({ key: null, headers: {}, value: null }),
      incoming({ key: 'nul\u0000key', headers: { ce_id: 'no uuid', 'x\u0000y': 'half \ud800' }, value: Buffer.from([0, 255, 0]) }),
      incoming({ key: '', headers: { ce_specversion: '1.0' }, value: Buffer.from('[]') }),
      incoming({ key: null, headers: {}, value: null }),
    ];
    expect(await process(...hostile)).toMatchObject({ quarantined: { 'not-a-cloudevent': 4 } });
    expect(await process(...hostile)).toMatchObject({ duplicates: 4, quarantined: {} });
  });

  it('takes the neighbours of a row that cannot be stored', async () => {
    const messages = Array.from({ length: 40 }, (_, index) => receipt(index % 13 === 5 ? { actor: 'sw-unstorable' } : {}));
    expect(await process(...messages)).toMatchObject({ stored: 37, quarantined: { 'effect-failed': 3 } });
    const storable = messages.filter((_, index) => index % 13 !== 5).map(({ receiptId }) => receiptId);
    expect(await consumer.stored()).toEqual(storable);
    expect(await process(...messages)).toMatchObject({ stored: 0, duplicates: 40 });
  });

  it('quarantines what the app refuses, without any other effect', async () => {
    const refused = receipt({ agency: 'hilltop-school' });
    expect(await process(receipt(), refused)).toMatchObject({ stored: 1, quarantined: { 'not-followed': 1 } });
    expect(await process(again(refused))).toMatchObject({ duplicates: 1, quarantined: {} });
    expect(await consumer.stored()).toHaveLength(1);
    expect(consumer.rejections).toHaveLength(1);
  });

  it('quarantines even when the rejection that the app writes cannot be stored', async () => {
    consumer.beforeRejected = async (transaction) => {
      await transaction.run(statement('bad-notice', `SELECT 'x'::int`));
    };
    expect(await process(withValue(receipt(), null), receipt())).toMatchObject({ stored: 1, quarantined: { 'not-json': 1 } });
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

  it('puts batches that come at the same time into one transaction, in the order of each partition, and reports it', async () => {
    const lines: string[] = [];
    const logger = Logger.to({ app: 'consumer', destination: { write: (line) => void lines.push(line) } });
    const metrics = new Metrics({ app: 'consumer', processMetrics: false });
    const reporting = new BatchedIntake(consumer.options, { logger, metrics, stage: 'receive' });
    const [first, second, south] = [receipt(), receipt(), [receipt(), receipt()]];
    const north = [first, withValue(receipt(), null), second];
    const summaries = await Promise.all([processBy(reporting, north), processBy(reporting, south)]);
    const expected = { received: 5, stored: 4, duplicates: 0, quarantined: { 'not-json': 1 } };
    expect(summaries).toEqual([expected, expected]);
    expect(consumer.commits).toBe(1);
    expect(await consumer.stored()).toEqual([first, second, ...south].map(({ receiptId }) => receiptId));
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toMatchObject([
      { event: 'batch.quarantined', level: 'warn', code: 'not-json', count: 1 },
      { event: 'batch.taken', level: 'info', batches: 2, size: 5, accepted: 4, duplicates: 0 },
    ]);
    expect(await metrics.registry.metrics()).toMatch(/exchange_rejected_total\{[^}]*code="not-json"[^}]*\} 1/);
  });
});

/**
 * When a handler hangs, the consumer hands its batch over again without cancelling the call. The next owner of the
 * partition may hand it over at the same time, too. ADR 0002 gives the argument; these are its two cases.
 */
describe('a handler that hung', () => {
  it('and holds its transaction open makes the retry wait, and the message has one effect', async () => {
    const messages = [receipt(), receipt()];
    const [hung, released] = [new Signal(), new Signal()];
    consumer.beforeApply = async () => {
      consumer.beforeApply = async () => undefined;
      hung.give();
      await released.given;
    };
    const late = process(...messages);
    await hung.given;
    const next = receipt();
    const retry = processBy(new BatchedIntake(consumer.options), [...messages, next]);
    await until('the retry waits for the transaction that hangs', () => consumer.waitsForLock());
    expect(await consumer.stored()).toEqual([]);
    released.give();
    expect(await late).toMatchObject({ stored: 2, duplicates: 0, quarantined: {} });
    expect(await retry).toMatchObject({ stored: 1, duplicates: 2, quarantined: {} });
    expect(await consumer.stored()).toEqual([...messages, next].map(({ receiptId }) => receiptId));
  });

  it('and is rolled back leaves the effect to the retry that waited', async () => {
    const message = receipt();
    const [hung, released] = [new Signal(), new Signal()];
    consumer.beforeApply = async () => {
      consumer.beforeApply = async () => undefined;
      hung.give();
      await released.given;
      throw new TypeError('a bug');
    };
    const late = process(message).catch((error: unknown) => error);
    await hung.given;
    const retry = processBy(new BatchedIntake(consumer.options), [message]);
    await until('the retry waits for the transaction that hangs', () => consumer.waitsForLock());
    released.give();
    expect(await late).toBeInstanceOf(TypeError);
    expect(await retry).toMatchObject({ stored: 1, duplicates: 0 });
    expect(await consumer.stored()).toEqual([message.receiptId]);
  });

  it('and begins its transaction after the retry and the messages behind it finds everything done', async () => {
    const { database } = consumer.options;
    const released = new Signal();
    const slow = Object.create(database, {
      transaction: { value: async (work: Parameters<typeof database.transaction>[0]) => released.given.then(() => database.transaction(work)) },
    }) as typeof database;
    const [messages, behind] = [[receipt(), receipt()], receipt()];
    const late = processBy(new BatchedIntake({ ...consumer.options, database: slow }), messages);
    expect(await process(...messages)).toMatchObject({ stored: 2 });
    expect(await process(behind)).toMatchObject({ stored: 1 });
    released.give();
    expect(await late).toMatchObject({ stored: 0, duplicates: 2, quarantined: {} });
    expect(await consumer.stored()).toEqual([...messages, behind].map(({ receiptId }) => receiptId));
  });
});
