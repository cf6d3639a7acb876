import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';

import { sha256Hex } from '#libs/kernel';

import { exchange, ExchangeStandIn, json } from '../test-support/exchange-stand-in.js';

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const denied = {
  accessId: '0190f3a4-5b7c-7c3a-9d2e-000000000009', at: '2026-05-26T16:00:00.000Z', app: 'agency-node', node: 'riverside-school', action: 'inbox.open', kind: 'content', outcome: 'denied', status: 404, problem: 'ACK-001',
  organisation: 'riverside-school', person: 'dsl-0021', client: 'exchange-cli', referralIds: [REFERRAL], correlationId: '0190f3a4-5b7c-7c3a-9d2e-000000000008', recordedAt: '2026-05-26T16:00:00.120000Z',
};

describe('exchange audit access', () => {
  let server: ExchangeStandIn;
  afterEach(() => server.close());
  const access = (...line: readonly string[]) => exchange(['audit', 'access', ...line, '--as-organisation', 'northshire-inspectorate', '--as-person', 'insp-0007', '--audit-url', server.url]);

  it('shows who was denied what in plain sentences, and the answer itself with --json', async () => {
    server = await ExchangeStandIn.answering(json({ items: [denied] }));
    const { exitCode, out } = await access('--referral', REFERRAL);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/WHEN +WHO +WHAT +AT\n2026-05-26 17:00:00 BST +riverside-school \(dsl-0021\) +was denied: open the content of 0190f3a4-[0-9a-f-]+ \(ACK-001\) +agency-node riverside-school/);
    expect(JSON.parse((await access('--json')).out)).toEqual({ items: [denied] });
  });

  it('gives every filter, and the reason of the question, to the portal', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    const { exitCode, err } = await access(
      '--organisation', 'riverside-school', '--person', 'dsl-0021', '--client', 'exchange-cli', '--referral', REFERRAL, '--outcome', 'denied', '--kind', 'content', '--action', 'inbox.open', '--app', 'agency-node',
      '--correlation', REFERRAL, '--from', '2026-05-01T00:00:00Z', '--to', '2026-06-01T00:00:00Z', '--limit', '10', '--access-reason', 'complaint',
    );
    expect([exitCode, err]).toEqual([0, 'No such access is on record.\n']);
    expect([server.seen[0]?.path, server.seen[0]?.headers['access-reason'], Object.fromEntries(server.seen[0]?.query ?? [])]).toEqual(['/v1/audit/access', 'complaint', {
      organisation: 'riverside-school', person: 'dsl-0021', client: 'exchange-cli', referralId: REFERRAL, outcome: 'denied', kind: 'content', action: 'inbox.open', app: 'agency-node', correlationId: REFERRAL,
      from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z', limit: '10',
    }]);
  });

  it('exports to a file with its manifest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exchange-access-'));
    const file = join(folder, 'may.csv');
    const text = '"accessId","at"\r\n"0190f3a4","2026-05-26T16:00:00.000Z"\r\n';
    const manifest = {
      manifestVersion: 1, exportId: REFERRAL, organisation: 'northshire-inspectorate', person: 'insp-0007', sees: 'all', askedAt: '2026-06-01T03:24:08.232Z', completedAt: '2026-06-01T03:24:08.911Z',
      of: 'access', format: 'csv', formatVersion: 1, filter: { outcome: 'denied', by: 'occurred' }, rows: 1, bytes: text.length, sha256: sha256Hex(text),
    };
    server = await ExchangeStandIn.answering((response, request) => {
      if (request.path.endsWith('/manifest')) return json(manifest)(response, request);
      response.writeHead(200, { 'content-type': 'text/csv', 'x-export-id': REFERRAL, trailer: 'x-export-rows' });
      response.addTrailers({ 'x-export-rows': '1' });
      response.end(text);
    });
    const { exitCode, err } = await access('--outcome', 'denied', '--output', file);
    expect([exitCode, server.seen[0]?.path, Object.fromEntries(server.seen[0]?.query ?? []), readFileSync(file, 'utf8')]).toEqual([0, '/v1/audit/exports/access', { outcome: 'denied', format: 'csv' }, text]);
    expect(err).toContain('It is whole');
    const checked = await exchange(['audit', 'verify-export', file]);
    expect([checked.exitCode, checked.out.includes('1 records of access')]).toEqual([0, true]);
    rmSync(folder, { recursive: true });
  });

  it('refuses filters and reasons that cannot be right, before anything is sent', async () => {
    server = await ExchangeStandIn.answering(json({ items: [] }));
    for (const line of [['--outcome', 'perhaps'], ['--app', 'portal'], ['--action', 'Open It'], ['--person', 'A. Example'], ['--access-reason', 'curiosity']]) {
      const { exitCode, err } = await access(...line);
      expect([line, exitCode, err.includes('A. Example')]).toEqual([line, 2, false]);
    }
    expect(server.seen).toEqual([]);
  });
});
