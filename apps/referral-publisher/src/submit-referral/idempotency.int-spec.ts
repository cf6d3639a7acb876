import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually } from '../test-support/eventually.js';
import { lockTable, waitingForLocks } from '../test-support/locked-table.js';
import type { Answer, PublisherCopy } from '../test-support/publisher-copy.js';
import { PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

describe('a police system that does not know whether its referral arrived sends it again', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let other: PublisherCopy;

  beforeAll(async () => {
    exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    [publisher, other] = await Promise.all([exchange.start(), exchange.start()]);
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  const stored = (key: string): Promise<number> => exchange.count('referral', `idempotency_key = '${key}'`);

  it('must name its referral: no key is refused, and one not of its form is named as malformed, before anything is stored', async () => {
    for (const key of [null, '', 'with space', 'x'.repeat(129), 'für-rosa']) {
      const bytes = key === null ? null : Buffer.from(key).toString('latin1');
      expect((await publisher.submit(exampleReferral(), { key: bytes })).body).toMatchObject({ status: 400, code: key === null ? 'REF-001' : 'REF-032' });
    }
    expect((await publisher.submit(exampleReferral(), { key: 'x'.repeat(128) })).status).toBe(202);
  });

  it('has the same answer again, from this copy, from another, and after a restart', async () => {
    const key = newId();
    const first = await publisher.submit(exampleReferral(), { key });
    const again = await publisher.submit(exampleReferral(), { key });
    // The same body, written in another way.
    const { marking, ...rest } = exampleReferral();
    const elsewhere = await other.submit(JSON.stringify({ marking, ...rest }, undefined, 2), { key });
    const restarted = await exchange.start();
    const later = await restarted.submit(exampleReferral(), { key });
    await restarted.stop();

    expect(first.status).toBe(202);
    for (const answer of [again, elsewhere, later]) {
      expect([answer.status, answer.headers.get('location'), answer.body]).toEqual([202, first.headers.get('location'), first.body]);
    }
    expect(await stored(key)).toBe(1);
    await exchange.sharedWith(first.body.referralId, ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation']);
    expect(exchange.shared.filter(({ data }) => data.referralId === first.body.referralId)).toHaveLength(4);
  });

  it('gets 422 when the key belongs to another referral, even to one that every rule refuses', async () => {
    const key = newId();
    await publisher.submit(exampleReferral(), { key });
    const otherBody = await other.submit(exampleReferral({ narrative: 'Something else.' }), { key });
    expect(otherBody.body).toMatchObject({ status: 422, code: 'REF-003' });
    expect((await publisher.submit(exampleReferral({ area: 'southshire' }), { key })).body).toMatchObject({ status: 422, code: 'REF-003' });
    // The key belongs to its sender: it finds no referral of another sender, and is free again after a refusal.
    const refused = newId();
    expect((await publisher.submit(exampleReferral({ area: 'southshire' }), { key: refused })).body).toMatchObject({ code: 'REF-006' });
    expect((await publisher.submit(exampleReferral(), { key: refused })).status).toBe(202);
  });

  it('gets 409 while the first is in flight, and then its answer', async () => {
    const key = newId();
    const unlock = await lockTable(exchange, 'referral');
    const first = publisher.submit(exampleReferral(), { key });
    await eventually('the first waits for its commit', async () => (await waitingForLocks(exchange)) > 0);
    const second = await publisher.submit(exampleReferral(), { key });
    const third = await publisher.submit(exampleReferral({ narrative: 'Something else.' }), { key });
    await unlock();

    expect(second.body).toMatchObject({ status: 409, code: 'REF-002' });
    expect(second.headers.get('retry-after')).toBe('1');
    expect(third.body).toMatchObject({ status: 422, code: 'REF-003' });
    const answered = await first;
    expect(answered.status).toBe(202);
    expect((await publisher.submit(exampleReferral(), { key })).body).toEqual(answered.body);
  });

  it('gets 503 with a time to wait when the table stays locked, because nothing is stored, and 202 for the same key afterwards', async () => {
    const key = newId();
    const unlock = await lockTable(exchange, 'referral');
    // A copy of its own, because its wait makes it shed load for a while.
    const blocked = await exchange.start();
    const busy = await blocked.submit(exampleReferral(), { key });
    await unlock();
    await blocked.stop();
    expect([busy.body, busy.headers.get('retry-after')]).toMatchObject([{ status: 503, code: 'GEN-010' }, '5']);
    expect(exchange.logged('database.statement-failed').map(({ code }) => code)).toContain('55P03');
    expect(exchange.logged('request.unavailable').map(({ cause }) => cause)).toContain('55P03');
    expect(await stored(key)).toBe(0);
    expect((await publisher.submit(exampleReferral(), { key })).status).toBe(202);
    expect(await stored(key)).toBe(1);
  }, 20_000);

  it('is one referral when two copies of the publisher get it at the same moment, forty keys at a time in either order', async () => {
    const keys = Array.from({ length: 40 }, () => newId());
    const bodies = keys.map((_, index) => exampleReferral({ caseReference: `NP-race-${index}` }));
    const send = async (copy: PublisherCopy, index: number): Promise<Answer> => {
      const answer = await copy.submit(bodies[index] ?? {}, { key: keys[index] ?? null });
      // A copy on a busy machine asks its sender to repeat, and the sender repeats under the same key.
      return answer.status === 503 ? send(copy, index) : answer;
    };
    const at = (copy: PublisherCopy, order: readonly number[]): Promise<Answer>[] => order.map((index) => send(copy, index));
    const upwards = [...keys.keys()];
    const downwards = upwards.toReversed();
    const [here, there] = await Promise.all([Promise.all(at(publisher, upwards)), Promise.all(at(other, downwards))]);

    expect([...here, ...there].filter(({ status }) => status !== 202)).toEqual([]);
    expect(here.map(({ body }) => body.referralId)).toEqual(there.toReversed().map(({ body }) => body.referralId));
    expect(await exchange.count('referral', `idempotency_key IN (${keys.map((key) => `'${key}'`).join(', ')})`)).toBe(40);
    const ids = new Set(here.map(({ body }) => body.referralId as string));
    const arrived = () => exchange.shared.filter(({ data }) => ids.has(data.referralId));
    await eventually('all copies', () => arrived().length >= 160);
    expect(arrived()).toHaveLength(160);
  });
});
