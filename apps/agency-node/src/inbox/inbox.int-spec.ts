import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compileContract, InboxCount, InboxPage } from '#libs/contracts';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { AGENCY, eventually, ExchangeUnderTest, type NodeUnderTest } from '../test-support/exchange-under-test.js';

const REFERRALS = 240;

// The receipts arrive through Kafka, and a busy machine delays them.
jest.setTimeout(20_000);

describe('the inbox of an agency whose node runs twice', () => {
  let exchange: ExchangeUnderTest;
  let nodes: NodeUnderTest[];

  beforeAll(async () => {
    exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    nodes = await Promise.all([exchange.startNode(), exchange.startNode()]);
    await exchange.publish(...Array.from({ length: REFERRALS }, () => exchange.share()));
    await eventually('all receipts', () => exchange.receipts.length === REFERRALS);
  }, 40_000);

  afterAll(() => exchange.remove(), 30_000);

  const node = (index: number): NodeUnderTest => nodes[index % nodes.length] as NodeUnderTest;

  async function pages(question: string): Promise<{ ids: string[]; sizes: number[] }> {
    const ids: string[] = [];
    const sizes: number[] = [];
    let cursor = '';
    for (let page = 0; page < 50; page += 1) {
      const { body } = await node(page).get(`/v1/inbox?${question}${cursor === '' ? '' : `&cursor=${cursor}`}`, { person: null });
      ids.push(...(body.items as { referralId: string }[]).map(({ referralId }) => referralId));
      sizes.push((body.items as unknown[]).length);
      if (body.next === undefined) break;
      cursor = String(body.next);
    }
    return { ids, sizes };
  }

  it('has every referral once, newest first, page by page, whichever copy is asked', async () => {
    const { ids, sizes } = await pages('limit=50');
    expect(sizes).toEqual([50, 50, 50, 50, 40]);
    expect(new Set(ids).size).toBe(REFERRALS);
    const stored = await exchange.sql<{ id: string }>('SELECT referral_id AS id FROM referral ORDER BY received_at DESC, referral_id DESC');
    expect(ids).toEqual(stored.map(({ id }) => id));
  });

  it('tells what is needed to choose, and nothing about whom it concerns', async () => {
    const { body, text } = await node(0).get('/v1/inbox?limit=1', { person: null });
    expect(compileContract(InboxPage).validate(body).ok).toBe(true);
    expect(Object.keys(body.items[0] as object).toSorted()).toEqual([
      'concernTypes', 'expectation', 'force', 'grade', 'hop', 'marking', 'receivedAt', 'referralId', 'rung',
    ]);
    expect(text).not.toMatch(/Example|narrative|children/);
  });

  it('is counted and filtered by the agency\'s highest rung', async () => {
    const [first = '', second = '', third = ''] = (await pages('limit=200')).ids;
    for (const id of [first, second, third]) await node(0).open(id);
    await node(1).put(`/v1/inbox/${second}/acceptance`, {});
    await node(1).put(`/v1/inbox/${third}/acceptance`, {});
    await node(0).put(`/v1/inbox/${third}/decision`, { decision: 'early-help' });

    const { body: count } = await node(1).get('/v1/inbox/count');
    expect(compileContract(InboxCount).validate(count).ok).toBe(true);
    expect(count).toMatchObject({ new: REFERRALS - 3, opened: 1, answered: 2 });
    expect((await pages('state=opened')).ids).toEqual([first]);
    expect((await pages('state=answered')).ids.toSorted()).toEqual([second, third].toSorted());
    expect((await pages('state=answered&rung=decided')).ids).toEqual([third]);
    expect((await pages('state=new&rung=decided')).ids).toEqual([]);
    expect((await pages('state=new&limit=200')).ids).toHaveLength(REFERRALS - 3);
    const counted = await exchange.sql<{ wrong: string }>(
      'SELECT count(*) AS wrong FROM rung_count c WHERE referrals <> (SELECT count(*) FROM referral r WHERE r.rung = c.rung)',
    );
    expect(counted).toEqual([{ wrong: '0' }]);
  });

  it('is asked about a period, and refuses what it would have to ignore', async () => {
    const [middle] = await exchange.sql<{ at: Date }>('SELECT received_at AS at FROM referral ORDER BY received_at DESC OFFSET 1 LIMIT 1');
    const at = middle?.at.toISOString() ?? '';
    const [from, before] = await Promise.all([pages(`receivedFrom=${at}&limit=200`), pages(`receivedBefore=${at}&limit=200`)]);
    expect(from.ids.length + before.ids.length).toBe(REFERRALS);
    const bad = ['limit=201', 'state=lost', 'child=x', 'receivedFrom=2026-02-30T00:00:00Z', 'rung=published'];
    for (const question of bad) {
      expect((await node(0).get(`/v1/inbox?${question}`)).body).toMatchObject({ status: 400, code: 'GEN-011' });
    }
    expect((await node(0).get('/v1/inbox?cursor=AAAAAAAAAAAA')).body).toMatchObject({ status: 400, code: 'GEN-017' });
  });

  it('is shared by the copies: when one stops, the other takes its partitions and goes on', async () => {
    expect(await node(1).stop()).toBe(true);
    const later = Array.from({ length: 8 }, () => exchange.share());
    await exchange.publish(...later);
    await eventually('the deliveries', () => later.every(({ referralId }) => exchange.receiptsOf(referralId).length === 1));
    const ready = await eventually('readiness', async () => {
      const answer = await node(0).get('/health/ready');
      return answer.body.status === 'ok' && answer;
    });
    expect(Object.keys(ready.body.components as object).toSorted()).toEqual(['consumer', 'database', 'outbox-relay', 'token-keys']);
    const metrics = await node(0).get('/metrics');
    expect(metrics.text).toMatch(/exchange_delivered_total\{app="agency-node"\} [1-9]/);
    expect((await node(0).get('/info')).body).toMatchObject({ name: 'agency-node', instance: AGENCY });
  });
});
