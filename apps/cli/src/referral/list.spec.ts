import { afterEach, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json } from '../test-support/exchange-stand-in.js';

const ID = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const listed = (caseReference: string, more: object) => ({
  referralId: ID, caseReference, publishedAt: '2026-05-22T17:00:00.000Z', changedAt: '2026-05-22T18:00:00.000Z', ...more,
});
const HELD = listed('NP-1', { state: 'held', holder: { state: 'held', since: '2026-05-22T17:30:00.000Z', agencies: ['northshire-csc'] } });
const ALONE = listed('NP-2', { state: 'no-holder', holder: { state: 'no-holder', since: '2026-05-22T17:45:00.000Z', agencies: [] } });

describe('the list of a force\'s referrals at the command line', () => {
  let server: ExchangeStandIn;
  afterEach(() => server.close());
  const list = (...options: string[]) => exchange(['referral', 'list', '--as-organisation', 'northshire-police', '--publisher-url', server.url, ...options], {});

  it('shows each referral with its state in words, its case and its id', async () => {
    server = await ExchangeStandIn.answering(json({ items: [HELD, ALONE], next: 'abc', more: false }));
    const { exitCode, out } = await list('--case-reference', ' np-1 ', '--state', 'held', '--since', '2026-05-20');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/NP-1 +accepted +northshire-csc/);
    expect(out).toMatch(/NP-2 +NO AGENCY HAS THE CHILD/);
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toMatchObject({ caseReference: ' np-1 ', state: 'held', changedSince: '2026-05-20T00:00:00.000Z' });
  });

  it('goes on over empty pages while more follows, and keeps the cursor for the next call of a program', async () => {
    server = await ExchangeStandIn.answering(
      json({ items: [HELD], next: 'one', more: true }), json({ items: [], next: 'two', more: true }), json({ items: [], next: 'two', more: true }),
      json({ items: [ALONE], next: 'three', more: false }),
    );
    const { out } = await list('--all', '--json');
    expect(JSON.parse(out)).toEqual({ items: [HELD, ALONE], next: 'three', more: false });
    expect(server.seen.map(({ query }) => query.get('cursor'))).toEqual([null, 'one', 'two', 'two']);
  });

  it('does not report that there is none while a change is being stored, and does not wait for ever', async () => {
    server = await ExchangeStandIn.answering(json({ items: [], next: 'one', more: true }));
    const { exitCode, err } = await list('--cursor', 'one');
    expect([exitCode, err]).toEqual([0, 'There are more. See them with --all, or with a higher --limit.\n']);
    expect((JSON.parse((await list('--cursor', 'one', '--json')).out) as { more: boolean }).more).toBe(true);
  });

  it('states that there is no such referral, and refuses a state that does not exist', async () => {
    server = await ExchangeStandIn.answering(json({ items: [], next: 'one', more: false }));
    expect((await list('--case-reference', 'NP-9')).err).toBe('Your force has no such referral.\n');
    for (const wrong of [['--state', 'lost'], ['--case-reference', ' '], ['--since', 'yesterday']]) expect([wrong, (await list(...wrong)).exitCode]).toEqual([wrong, 2]);
  });
});
