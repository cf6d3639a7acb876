import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import type { FoundSandbox } from '#libs/local-services';
import { plannedMigrations } from './app-program-commands.js';
import { lastLine, runProgram } from './run-program.js';

const admin = { DATABASE_ADMIN_URL: 'postgresql://admin@db/x' };
const sandbox = {
  environments: new Map<string, Readonly<Record<string, string>>>([
    ['referral-publisher', admin],
    ['agency-node northshire-csc', { ...admin, AGENCY_ID: 'northshire-csc' }],
    ['agency-node northshire-icb', { ...admin, AGENCY_ID: 'northshire-icb' }],
    ['audit-portal', {}],
  ]),
} as unknown as FoundSandbox;

function names(...parameters: Parameters<typeof plannedMigrations>): string[] {
  return plannedMigrations(...parameters).map(({ name, app }) => `${app}: ${name}`);
}

describe('what is migrated', () => {
  it('in a sandbox is every app that owns a schema, one node for each agency', () => {
    expect(names({ sandbox, passedOver: [] }, {})).toEqual([
      'referral-publisher: referral-publisher',
      'agency-node: agency-node northshire-csc',
      'agency-node: agency-node northshire-icb',
    ]);
    expect(names({ sandbox, passedOver: [] }, { app: 'agency-node' })).toHaveLength(2);
  });

  it('without one is the app named, with the environment of this process', () => {
    expect(plannedMigrations({ sandbox: undefined, passedOver: [] }, { app: 'agency-node' })).toEqual([
      { name: 'agency-node', app: 'agency-node', environment: undefined },
    ]);
    expect(plannedMigrations({ sandbox, passedOver: [] }, { app: 'agency-node', fromEnvironment: true })).toHaveLength(1);
    const passedOver = ['The sandbox has ended.'];
    expect(() => plannedMigrations({ sandbox: undefined, passedOver }, {})).toThrow(/The sandbox has ended\.\nNo app is named/);
  });
});

describe('a migrate program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-migrate-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is run with its own environment, heard line by line, and its last line is the summary', async () => {
    const program = join(folder, 'migrate.mjs');
    writeFileSync(
      program,
      `console.error('home: ' + process.env.HOME);
       console.log('something else');
       console.log(JSON.stringify({ schema: process.env.SCHEMA, applied: ['A1'], roles: { created: [] } }));`,
    );
    const lines: string[] = [];
    const { signal } = new AbortController();
    const { code, stdout } = await runProgram(program, { environment: { SCHEMA: 's' }, signal, onLine: (line) => lines.push(line) });
    expect({ code, lines }).toEqual({ code: 0, lines: ['home: undefined'] });
    expect(lastLine(stdout)).toEqual({ schema: 's', applied: ['A1'], roles: { created: [] } });
  });

  it('is asked to end when we are', async () => {
    const program = join(folder, 'slow.mjs');
    writeFileSync(program, `console.error('begun'); setInterval(() => undefined, 1000);`);
    const abort = new AbortController();
    const { code } = await runProgram(program, { environment: {}, signal: abort.signal, onLine: () => abort.abort() });
    expect(code).toBeNull();
  });

  it('without useful output has no summary', () => {
    expect([lastLine(''), lastLine('null'), lastLine('7'), lastLine('Killed\n')]).toEqual([{}, {}, {}, {}]);
  });
});
