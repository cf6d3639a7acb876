import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { statement } from '#libs/persistence';
import { testPostgresUrl } from '#libs/testing';
import { DeadLetters } from './dead-letters.js';
import { BatchedIntake } from './batched-intake.js';
import { again, incoming, receipt, TestConsumer, TOPIC } from './test-support/consumer.js';

let consumer: TestConsumer;
let intake: BatchedIntake;
let deadLetters: DeadLetters;

beforeAll(async () => {
  consumer = await TestConsumer.create(testPostgresUrl());
  intake = new BatchedIntake(consumer.options);
  deadLetters = new DeadLetters(consumer.options);
});
afterAll(async () => consumer.remove());

async function process(...messages: readonly IncomingMessage[]): Promise<void> {
  await intake.take({ topic: TOPIC, partition: 0, messages });
}

/** Quarantines a message. @returns the id of its dead letter. */
async function quarantined(message: IncomingMessage): Promise<string> {
  await process(message);
  const { items } = await deadLetters.list();
  const [newest] = items;
  expect(newest).toMatchObject({ offset: message.offset, status: 'quarantined' });
  return newest?.id ?? '';
}

/** Quarantines a message whose effect cannot be stored, then removes the fault. */
async function quarantinedUntilMended(): Promise<{ readonly id: string; readonly message: ReturnType<typeof receipt> }> {
  const message = receipt();
  consumer.beforeApply = async (transaction) => void (await transaction.run(statement('unmended', `SELECT 'x'::int`)));
  const id = await quarantined(message);
  consumer.beforeApply = async () => undefined;
  return { id, message };
}

const VALUE = statement('quarantined-value', 'SELECT value FROM quarantine WHERE id = $1');
async function contentOf(id: string): Promise<Buffer | null | undefined> {
  return (await consumer.database.run<{ value: Buffer | null }>(VALUE, [id])).rows[0]?.value;
}
const effectsOf = async (receiptId: string): Promise<number> => (await consumer.stored()).filter((id) => id === receiptId).length;

describe('DeadLetters', () => {
  it('replays with one effect, and keeps no copy of the content', async () => {
    const { id, message } = await quarantinedUntilMended();
    expect(await deadLetters.get(id)).toMatchObject({ reasonCode: 'effect-failed', messageId: message.headers['ce_id'] });
    expect(await contentOf(id)).toEqual(message.value);
    expect(await deadLetters.replay(id, 'op-0007')).toEqual({ status: 'replayed' });
    expect(await deadLetters.replay(id, 'op-0007')).toEqual({ status: 'already-replayed' });
    await process(message, again(message));
    expect(await effectsOf(message.receiptId)).toBe(1);
    expect(await deadLetters.get(id)).toMatchObject({ status: 'replayed', replayedBy: 'op-0007' });
    expect(await contentOf(id)).toBeNull();
  });

  it('gives one effect to replays at the same time', async () => {
    const { id, message } = await quarantinedUntilMended();
    const outcomes = await Promise.all([1, 2, 3, 4].map(async () => deadLetters.replay(id, 'op-0007')));
    const repeats = Array.from({ length: 3 }, () => 'already-replayed');
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([...repeats, 'replayed']);
    expect(await effectsOf(message.receiptId)).toBe(1);
  });

  it('gives none when another delivery was quicker', async () => {
    const { id, message } = await quarantinedUntilMended();
    await process(again(message));
    expect(await deadLetters.replay(id, 'op-0007')).toEqual({ status: 'already-replayed' });
    expect(await effectsOf(message.receiptId)).toBe(1);
  });

  it('reports the remaining problem, and changes nothing', async () => {
    const { value, ...rest } = receipt();
    const unknownRung = Buffer.from(String(value).replace('"rung":"opened"', '"rung":"glanced-at"'));
    const invalid = await quarantined(incoming({ ...rest, value: unknownRung }));
    const outcome = await deadLetters.replay(invalid, 'op-0007');
    expect(outcome).toMatchObject({ status: 'still-invalid', code: 'invalid-payload', pointers: ['/rung'] });
    const refused = await quarantined(receipt({ agency: 'hilltop-school' }));
    expect(await deadLetters.replay(refused, 'op-0007')).toMatchObject({ status: 'still-invalid', code: 'not-followed' });
    const unstorable = await quarantined(receipt({ actor: 'sw-unstorable' }));
    expect(await deadLetters.replay(unstorable, 'op-0007')).toMatchObject({ status: 'still-invalid', code: 'effect-failed' });
    const statuses = await Promise.all([invalid, refused, unstorable].map(async (id) => (await deadLetters.get(id))?.status));
    expect(statuses).toEqual(['quarantined', 'quarantined', 'quarantined']);
  });

  it('never lets other content in under a known id', async () => {
    const id = newId();
    const [first, second] = [receipt({}, id), receipt({}, id)];
    await process(first);
    const conflict = await quarantined(second);
    expect(await deadLetters.replay(conflict, 'op-0007')).toMatchObject({ status: 'still-invalid', code: 'conflicting-content' });
    expect([await effectsOf(first.receiptId), await effectsOf(second.receiptId)]).toEqual([1, 0]);
  });

  it('discards for good, content included', async () => {
    const { id } = await quarantinedUntilMended();
    expect(await deadLetters.discard(id, 'op-0007', 'sent by a test system')).toEqual({ status: 'discarded' });
    expect(await deadLetters.discard(id, 'op-0007', 'again')).toEqual({ status: 'already-discarded' });
    expect(await deadLetters.replay(id, 'op-0007')).toEqual({ status: 'already-discarded' });
    const discarded = { status: 'discarded', discardedBy: 'op-0007', discardReason: 'sent by a test system' };
    expect(await deadLetters.get(id)).toMatchObject(discarded);
    expect(await contentOf(id)).toBeNull();
  });

  it('lets one of a replay and a discard at the same time win, never both', async () => {
    const { id, message } = await quarantinedUntilMended();
    consumer.beforeApply = async (transaction) => {
      await transaction.run(statement('slow-effect', 'SELECT pg_sleep(0.1)'));
    };
    const outcomes = await Promise.all([deadLetters.replay(id, 'op-0007'), deadLetters.discard(id, 'op-0008', 'not wanted')]);
    consumer.beforeApply = async () => undefined;
    const won = outcomes.map(({ status }) => status).filter((status) => status === 'replayed' || status === 'discarded');
    expect(won).toHaveLength(1);
    expect(await effectsOf(message.receiptId)).toBe(won[0] === 'replayed' ? 1 : 0);
  });

  it('knows nothing of ids that are not there or no ids at all', async () => {
    expect(await deadLetters.get(newId())).toBeUndefined();
    expect(await deadLetters.replay(newId(), 'op-0007')).toEqual({ status: 'not-found' });
    expect(await deadLetters.discard(`' OR 1=1`, 'op-0007', '')).toEqual({ status: 'not-found' });
    expect(await deadLetters.list({ referralId: 'none' })).toEqual({ items: [] });
  });

  it('lists by filter in pages, newest first, and never shows content', async () => {
    const anything = { key: 'Anna', headers: { who: 'Anna' }, value: Buffer.from('Anna') };
    await process(...Array.from({ length: 7 }, () => incoming(anything)));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const filter = { reasonCode: 'not-a-cloudevent', status: 'quarantined', topic: TOPIC } as const;
      const page = await deadLetters.list(filter, { limit: 3, ...(after && { after }) });
      seen.push(...page.items.map(({ offset }) => offset));
      expect(JSON.stringify(page)).not.toContain('Anna');
      after = page.next;
    } while (after !== undefined);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual(seen.toSorted((left, right) => Number(right) - Number(left)));
  });
});
