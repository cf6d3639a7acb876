import { afterEach, describe, expect, it } from '@jest/globals';

import type { InboxItem } from '#libs/contracts';

import { exchange, ExchangeStandIn, json, problem } from '../test-support/exchange-stand-in.js';
import { Arrivals } from './watch-inbox.js';

function item(id: string, receivedAt: string): InboxItem {
  return { referralId: id, receivedAt, rung: 'delivered', hop: 1, force: 'northshire-police', expectation: 'acknowledge' };
}

const [first, second, third] = [item('1', '2026-05-22T17:00:00Z'), item('2', '2026-05-22T17:00:05Z'), item('3', '2026-05-22T17:00:02Z')];

describe('arrivals', () => {
  it('are printed once, also one whose time lies before a later one', () => {
    const arrivals = new Arrivals();
    expect(arrivals.from).toBeUndefined();
    expect(arrivals.take([first])).toEqual([first]);
    expect(arrivals.take([second, first])).toEqual([second]);
    expect(arrivals.from).toBe('2026-05-22T16:59:05.000Z');
    expect(arrivals.take([second, third, first])).toEqual([third]);
    expect(arrivals.take([second, third, first])).toEqual([]);
  });

  it('are printed in the order in which they came', () => {
    expect(new Arrivals().take([second, third, first]).map(({ referralId }) => referralId)).toEqual(['1', '3', '2']);
  });
});

describe('a watch', () => {
  let server: ExchangeStandIn | undefined;
  afterEach(() => server?.close());

  it('tells what is new, one document a line, and goes on while the node is away', async () => {
    server = await ExchangeStandIn.answering(json({ items: [first] }), problem('GEN-010'), json({ items: [second, first] }));
    const { exitCode, out, err } = await exchange(['inbox', 'watch', '--interval', '1', '--for', '3', '--json', '--inbox-url', server.url]);
    expect(exitCode).toBe(0);
    expect(out.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([second]);
    expect(err).toContain('Watching on.');
    expect(err).toContain('1 referral arrived.');
  });

  it('ends well with Ctrl-C', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    expect(await exchange(['inbox', 'watch', '--inbox-url', server.url], { signal: abort.signal })).toMatchObject({ exitCode: 0, out: '' });
  });
});
