import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ReferralAcknowledgedContract } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { BatchConsumer, KafkaPublisher } from '#libs/messaging';
import { statement, type Database, type Transaction } from '#libs/persistence';
import { testKafkaBrokers, uniqueName } from '#libs/testing';

import { receipt, Signal, until, WiredApps } from './test-support/wired-app.js';

const BREAK = statement('break-connection', 'SELECT pg_terminate_backend(pg_backend_pid())');
const NO_TABLE = statement('no-table', 'SELECT 1 FROM no_such_table');
const SHORTEN = statement('shorten', `SET LOCAL lock_timeout = '50ms'`);
const HOLD = statement('hold', 'LOCK TABLE receipt IN EXCLUSIVE MODE');
const BAD_DATA = statement('bad-data', `SELECT 'x'::int`);

describe('consuming in a wired app', () => {
  let apps: WiredApps;
  let publisher: KafkaPublisher;
  let database: Database;

  beforeAll(async () => {
    apps = await WiredApps.create();
    database = await apps.open();
    publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: 'wired-test' });
  });
  beforeEach(() => {
    apps.beforeStore = async () => undefined;
    apps.lines.length = 0;
  });
  afterAll(async () => {
    await publisher.close();
    await apps.remove();
    await database.close();
  });

  const logged = (event: string): readonly Record<string, unknown>[] => apps.events().filter((line) => line['event'] === event);
  const isStored = async (id: string): Promise<boolean> => (await apps.stored(database)).includes(id);

  it('logs why a batch failed and is retried, as a code, and why messages are quarantined', async () => {
    const app = await apps.start();
    const failures = [
      async () => Promise.reject(new TypeError('a bug')),
      async (transaction: Transaction) => void (await transaction.run(BREAK)),
      async (transaction: Transaction) => void (await transaction.run(NO_TABLE)),
    ];
    apps.beforeStore = async (transaction) => failures.shift()?.(transaction);
    const message = receipt(apps.source);
    await publisher.publish([message]);
    await until('the message is stored', () => isStored(message.receiptId));
    expect(logged('consumer.batch-failed')).toMatchObject([
      { level: 'warn', topic: apps.source, attempt: 1, messages: 1, code: 'unexpected-error', errorName: 'TypeError' },
      { level: 'warn', topic: apps.source, attempt: 2, messages: 1, code: '57P01', errorName: 'DatabaseUnavailable' },
      { level: 'warn', topic: apps.source, attempt: 3, messages: 1, code: '42P01', errorName: 'StatementError' },
    ]);

    const [unstorable, unreadable, neighbour] = [receipt(apps.source), { ...receipt(apps.source), value: Buffer.from('{') }, receipt(apps.source)];
    apps.beforeStore = async (transaction, events) => {
      if (events.some(({ attributes }) => attributes.id === unstorable.headers['ce_id'])) await transaction.run(BAD_DATA);
    };
    await publisher.publish([unstorable, unreadable, neighbour]);
    await until('the neighbour is stored', () => isStored(neighbour.receiptId));
    expect(await isStored(unstorable.receiptId)).toBe(false);
    const quarantined = logged('batch.quarantined').map(({ code }) => code);
    expect(new Set(quarantined)).toEqual(new Set(['effect-failed', 'not-json']));
    expect(logged('message.effect-failed')).toMatchObject([{ level: 'warn', messageId: unstorable.headers['ce_id'], code: '22P02' }]);
    expect(await app.stop()).toBe(true);
  }, 60_000);

  it('retries a batch whose table was locked, and quarantines nothing', async () => {
    const app = await apps.start();
    const [held, released] = [new Signal(), new Signal()];
    const holder = database.transaction(async (transaction) => {
      await transaction.run(HOLD);
      held.give();
      await released.given;
    });
    await held.given;
    apps.beforeStore = async (transaction) => void (await transaction.run(SHORTEN));
    const message = receipt(apps.source);
    await publisher.publish([message]);
    await until('the batch fails', async () => logged('consumer.batch-failed').some(({ code }) => code === '55P03'));
    released.give();
    await holder;
    await until('the message is stored', () => isStored(message.receiptId));
    expect(logged('batch.quarantined')).toEqual([]);
    expect(await app.stop()).toBe(true);
  }, 60_000);

  it('gives a message one effect when its handler hung beyond the limit and commits beside its retry', async () => {
    const [hung, released] = [new Signal(), new Signal()];
    apps.beforeStore = async () => {
      apps.beforeStore = async () => undefined;
      hung.give();
      await released.given;
    };
    const accepted = [ReferralAcknowledgedContract];
    const intakes = [1, 2].map(() => new BatchedIntake({ database, group: 'hung', topics: apps.topics, accepted, effects: apps }));
    const groupId = uniqueName('hung');
    const consumer = new BatchConsumer({
      brokers: testKafkaBrokers(), clientId: 'wired-test', groupId, topics: [apps.source], handlerLimitMs: 500, retryDelay: { baseMs: 10, limitMs: 10 },
    });
    const message = receipt(apps.source);
    await publisher.publish([message]);
    const calls: Promise<unknown>[] = [];
    // The first call goes to one intake and every retry to the other, as when the partition has moved to another process.
    consumer.start((batch) => {
      const call = (calls.length === 0 ? intakes[0] : intakes[1])?.take(batch) ?? Promise.reject(new Error('no intake'));
      calls.push(call);
      return call;
    });
    await hung.given;
    await until('the batch is retried while its first call hangs', () => Promise.resolve(calls.length > 1));
    expect(await isStored(message.receiptId)).toBe(false);
    released.give();
    const committed = async (): Promise<boolean> => (await apps.admin.lag(groupId, [apps.source])).every(({ lag }) => lag === 0n);
    await until('the offsets are committed', committed);
    await Promise.allSettled(calls);
    await consumer.close();
    expect((await apps.stored(database)).filter((id) => id === message.receiptId)).toHaveLength(1);
    expect((await database.run(statement('quarantined-hung', 'SELECT 1 FROM quarantine WHERE message_id = $1'), [message.headers['ce_id'] ?? ''])).count).toBe(0);
  }, 60_000);
});
