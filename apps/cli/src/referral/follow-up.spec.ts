import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json } from '../test-support/exchange-stand-in.js';

const ID = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const recorded = { followUpId: '0190f3a4-5b7c-7c3a-9d2e-000000000002', recordedAt: '2026-05-26T16:21:00.000Z' };

describe('following up a silent agency', () => {
  let server: ExchangeStandIn;
  beforeAll(async () => {
    server = await ExchangeStandIn.answering(json(recorded, 201));
  });
  afterAll(() => server.close());
  const followUp = (...options: string[]) =>
    exchange(['referral', 'follow-up', ID, '--as-organisation', 'northshire-police', '--as-person', 'pc-2041', '--publisher-url', server.url, ...options], {});

  it('records which one and when, under a key of one\'s own', async () => {
    const { exitCode, out } = await followUp('--agency', 'northshire-csc', '--at', '2026-05-26T17:20:00+01:00', '--key', 'follow-1');
    expect(exitCode).toBe(0);
    expect(out).toContain('northshire-csc was followed up 2026-05-26 17:20:00 BST. It still owes its answer.');
    expect(server.seen[0]?.headers['idempotency-key']).toBe('follow-1');
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ agency: 'northshire-csc', followedUpAt: '2026-05-26T16:20:00.000Z' });
  });

  it('needs the agency, by its id', async () => {
    for (const options of [[], ['--agency', 'Northshire Council']]) expect((await followUp(...options)).exitCode).toBe(2);
    expect(server.seen).toHaveLength(1);
  });
});
