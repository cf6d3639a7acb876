import { afterEach, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json } from '../test-support/exchange-stand-in.js';

const id = (number: number): string => `0190f3a4-5b7c-7c3a-9d2e-${String(number).padStart(12, '0')}`;
const HUB = 'northshire-csc';
const copy = (number: number) => ({ referralId: id(number), agency: HUB, hop: 1, sentAt: '2026-05-22T17:00:00.000Z', changes: [] });
const recorded = (numbers: readonly number[], notResent: readonly object[] = []) => json({
  resendId: id(900), resentAt: '2026-05-24T09:00:00.000Z', resent: numbers.map((number) => ({ referralId: id(number), agency: HUB, hop: 1, changes: [] })), notResent,
}, 201);

describe('sending copies again', () => {
  let server: ExchangeStandIn;
  afterEach(() => server.close());
  const resend = (...options: string[]) =>
    exchange(['referral', 'resend', '--as-organisation', 'northshire-police', '--as-person', 'pc-2041', '--publisher-url', server.url, ...options], {});
  const bodies = () => server.seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as { readonly referrals: readonly object[] });

  it('sends one referral to one agency, under a key of one\'s own', async () => {
    server = await ExchangeStandIn.answering(recorded([1]));
    const { exitCode, out } = await resend(id(1), '--agency', HUB, '--reason', 'agency-asked', '--key', 'again-1');
    expect([exitCode, out]).toEqual([0, `1 copy sent again. No clock began anew.\n  ${HUB}: 1\n`]);
    expect(server.seen[0]?.headers['idempotency-key']).toBe('again-1');
    expect(bodies()).toEqual([{ reason: 'agency-asked', referrals: [{ referralId: id(1), agencies: [HUB] }] }]);
  });

  it('counts the copies of a lost topic first, over every page, and sends nothing', async () => {
    server = await ExchangeStandIn.answering(json({ items: [copy(1)], next: 'abc' }), json({ items: [], next: 'def' }), json({ items: [{ ...copy(2), resentAt: '2026-05-23T09:00:00.000Z' }] }));
    const { exitCode, out } = await resend('--since', '2026-05-20', '--agency', HUB, '--dry-run');
    expect([exitCode, out]).toEqual([0, `2 copies without a delivery. Nothing was sent.\n  ${HUB}: 2, of which 1 were sent again before\n`]);
    expect(server.seen.map(({ query }) => [query.get('since'), query.get('agency'), query.get('cursor')])).toEqual([
      ['2026-05-20T00:00:00.000Z', HUB, null], ['2026-05-20T00:00:00.000Z', HUB, 'abc'], ['2026-05-20T00:00:00.000Z', HUB, 'def'],
    ]);
    expect(bodies()).toEqual([]);
  });

  it('sends many in batches, each under a key that a repetition has again', async () => {
    const all = Array.from({ length: 60 }, (_, number) => number);
    const keys = async (): Promise<readonly unknown[]> => {
      server = await ExchangeStandIn.answering(json({ items: all.map((number) => copy(number)) }), recorded(all.slice(0, 50)), recorded(all.slice(50)));
      const { out } = await resend('--since', '2d', '--reason', 'broker-data-lost', '--key', 'topic-1', '--json');
      expect((JSON.parse(out) as { resent: object[] }).resent).toHaveLength(60);
      expect(bodies().map(({ referrals }) => referrals.length)).toEqual([50, 10]);
      return server.seen.slice(1).map(({ headers }) => headers['idempotency-key']);
    };
    const first = await keys();
    expect(new Set(first).size).toBe(2);
    await server.close();
    expect(await keys()).toEqual(first);
  });

  it('names each copy that was not sent, and fails', async () => {
    server = await ExchangeStandIn.answering(recorded([], [{ referralId: id(1), agency: HUB, reason: 'withdrawn' }]));
    const { exitCode, out } = await resend(id(1), '--reason', 'broker-data-lost');
    expect(exitCode).toBe(1);
    expect(out).toContain(`Not sent: ${id(1)} to ${HUB}: it was withdrawn, and no withdrawal is missing there.`);
  });

  it('needs one referral or a time, and a reason', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    for (const options of [[], [id(1)], [id(1), '--since', '2d', '--reason', 'agency-asked'], ['--since', '2d'], [id(1), '--dry-run'], [id(1), '--reason', 'lost']]) {
      const { exitCode, err } = await resend(...options);
      expect([options, exitCode, err.includes(' at ')]).toEqual([options, 2, false]);
    }
    expect(server.seen).toEqual([]);
  });
});
