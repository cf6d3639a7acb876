import { afterEach, describe, expect, it } from '@jest/globals';

import { exchange, ExchangeStandIn, json } from '../test-support/exchange-stand-in.js';
import { healthResult } from './check-apps.js';
import { judgeOutbox } from './check-backlog.js';
import { judgeLag } from './check-kafka.js';
import { checkNode } from './check-machine.js';
import { judge } from './check-postgres.js';
import { judgeStatements } from './check-statements.js';
import { samples } from './metrics-text.js';

function component(status: string, reason?: string): object {
  return { status, required: true, ...(reason !== undefined && { reason }) };
}

describe('an app, by its own word', () => {
  it.each([
    ['ok', { database: component('ok') }, 'ok', 'ready at http://x'],
    [
      'degraded', { database: component('ok'), consumer: component('degraded', 'connecting') },
      'warn', 'works, but is degraded: consumer degraded (connecting)',
    ],
    [
      'unavailable', { database: component('unavailable', 'check-failed') },
      'fail', 'unavailable: database unavailable (check-failed). Look into its log.',
    ],
  ])('%s', (status, components, expected, detail) => {
    expect(healthResult('app', JSON.stringify({ status, components }), 'http://x')).toEqual({ check: 'app', status: expected, detail });
  });

  it.each(['<html>', 'null', '{}', '{"status": 1}', '{"status": "ok"}'])('that is none: %s', (body) => {
    expect(healthResult('app', body, 'http://x').status).toBe('fail');
  });
});

function lag(committed: bigint | null, behind: bigint) {
  return { topic: 't', partition: 0, committed, end: 100n, lag: behind };
}

describe('what waits', () => {
  it('in Kafka, for a group', () => {
    expect(judgeLag('g', [lag(100n, 0n)], 10n)).toMatchObject({ status: 'ok', detail: 'has taken everything' });
    expect(judgeLag('g', [lag(95n, 5n), lag(94n, 6n)], 11n)).toMatchObject({ status: 'ok', detail: 'is 11 messages behind' });
    expect(judgeLag('g', [lag(95n, 5n), lag(94n, 6n)], 10n).status).toBe('warn');
    expect(judgeLag('g', [lag(null, 3n)], 10n)).toMatchObject({ status: 'warn', detail: 'has taken nothing yet; 3 messages wait. Is the app running?' });
    expect(judgeLag('g', [], 10n).status).toBe('ok');
  });

  it('in an outbox', () => {
    const metrics = [
      '# HELP exchange_relay_pending x',
      'exchange_relay_pending_other 9',
      'exchange_relay_pending{app="referral-publisher"} 12',
      'exchange_relay_oldest_seconds{app="a"} 61.5',
    ].join('\n');
    expect(samples(metrics, 'exchange_relay_pending')).toEqual([{ labels: { app: 'referral-publisher' }, value: 12 }]);
    expect(samples(metrics, 'exchange_nothing')).toEqual([]);
    expect(judgeOutbox('o', 12, samples(metrics, 'exchange_relay_oldest_seconds')[0]?.value).status).toBe('warn');
    expect(judgeOutbox('o', 12, 3).status).toBe('ok');
    expect(judgeOutbox('o', undefined).status).toBe('skip');
  });
});

describe('statements of agencies', () => {
  const help = '# HELP exchange_statements_not_counted x';
  const waiting = 'exchange_statements_not_counted{agency="northshire-csc",verdict="waiting",code="opened",app="audit-recorder"} 2';
  const refused = 'exchange_statements_not_counted{agency="hilltop-school",verdict="refused",code="other-content",app="audit-recorder"} 1';
  const missing = 'exchange_statements_copy_missing{agency="northshire-csc",app="audit-recorder"} 3';

  it('that count nowhere are named by agency and code, and are a fault when their copy stays unknown', () => {
    expect(judgeStatements('s', [help].join('\n'))).toMatchObject({ status: 'ok' });
    expect(judgeStatements('s', [help, waiting, refused].join('\n'))).toMatchObject({
      status: 'note', detail: '3 statements of agencies are not counted: northshire-csc 2 waiting for opened, hilltop-school 1 refused as other-content',
    });
    expect(judgeStatements('s', [help, waiting, missing].join('\n'))).toMatchObject({ status: 'warn' });
    expect(judgeStatements('s', [help, waiting, missing].join('\n')).detail).toContain('copy that is not known: northshire-csc 3.');
    expect(judgeStatements('s', '')).toMatchObject({ status: 'skip' });
  });
});

describe('a database', () => {
  const safe = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
  const well = { version: '18.4', connections: 10, max_connections: 100, skew_ms: 3, ...safe };
  const statuses = (change: Partial<typeof well>): string[] => [...judge({ ...well, ...change })].map(({ status, check }) => `${status} ${check}`);

  it('is well, or forgets what it promised, or runs out of connections, or lives at another time', () => {
    expect(statuses({})).toEqual(['ok PostgreSQL', 'ok PostgreSQL durability']);
    expect(statuses({ fsync: 'off' })).toEqual(['ok PostgreSQL', 'warn PostgreSQL durability']);
    expect(statuses({ connections: 95 })).toEqual(['warn PostgreSQL', 'ok PostgreSQL durability']);
    expect(statuses({ skew_ms: -5_000 })).toEqual(['ok PostgreSQL', 'ok PostgreSQL durability', 'warn clock']);
  });
});

describe('Node.js', () => {
  it('fails when it is too old', () => {
    expect(checkNode('20.19.0', '20.19')).toMatchObject({ status: 'ok' });
    expect(checkNode('18.0.0', '20.19')).toMatchObject({ status: 'fail', detail: '18.0.0 is too old: install 20.19 or later.' });
  });
});

describe('the doctor', () => {
  let server: ExchangeStandIn | undefined;
  afterEach(() => server?.close());

  it('ends with 1 when a check has failed, and prints all in one document', async () => {
    const { exitCode, out } = await exchange(['doctor', '--json']);
    expect(exitCode).toBe(1);
    const failed: unknown = expect.objectContaining({ check: 'apps', status: 'fail' });
    expect(JSON.parse(out)).toMatchObject({ healthy: false, checks: expect.arrayContaining([failed]) });
  });

  it('is content with an app that is well', async () => {
    server = await ExchangeStandIn.answering(json({ status: 'ok', components: {} }));
    const { exitCode, out } = await exchange(['doctor', '--audit-url', server.url]);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringMatching(/^ok {4}app portal {28}/m) });
  });

  it('names each app that it could not look at, and fails for it in production', async () => {
    server = await ExchangeStandIn.answering(json({ status: 'ok', components: {}, items: [] }));
    const detail = 'its address is unknown: give --watch-url or EXCHANGE_WATCH_URL';
    for (const [status, options] of [['skip', []], ['fail', ['--production']]] as const) {
      const { out } = await exchange(['doctor', '--json', '--audit-url', server.url, ...options]);
      expect((JSON.parse(out) as { readonly checks: readonly object[] }).checks).toContainEqual({ check: 'app watch', status, detail });
    }
    const { out } = await exchange(['doctor', '--json', '--watch-url', server.url]);
    expect((JSON.parse(out) as { readonly checks: readonly object[] }).checks).toContainEqual({ check: 'app watch', status: 'ok', detail: `ready at ${server.url}` });
  });
});
