import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { describeSandbox } from '../test-support/describe-sandbox.js';
import { exchange, ExchangeStandIn, json, problem } from '../test-support/exchange-stand-in.js';

let folder: string;
let server: ExchangeStandIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exchange-letters-'));
  server = await ExchangeStandIn.answering(json({ items: [] }), problem('IDN-010'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.close();
});

it('an app that refuses is missing in the list of all apps, with its reason, and is not reported as one that was not asked', async () => {
  const file = join(folder, 'sandbox.json');
  describeSandbox(file, { issuerUrl: 'http://127.0.0.1:9', appUrl: server.url });
  const { exitCode, out, err } = await exchange(['deadletter', 'list', '--sandbox', file]);
  expect([exitCode, out]).toEqual([6, '']);
  expect(err).toContain('No dead letter of that kind at 1 app.');
  expect(err).toMatch(/\nThe dead letters of northshire-csc are missing here: \S/);
  expect(err).not.toContain('not asked');
  const { items, missing } = JSON.parse((await exchange(['deadletter', 'list', '--sandbox', file, '--json'])).out) as { readonly items: readonly object[]; readonly missing: readonly { readonly app: string }[] };
  expect([items, missing.map(({ app }) => app)]).toEqual([[], ['publisher', 'recorder', 'watch', 'northshire-csc']]);
});
