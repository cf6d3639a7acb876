import { describe, expect, it } from '@jest/globals';

import type { FoundSandbox } from '#libs/local-services';
import { exchange } from '../test-support/exchange-stand-in.js';
import { plannedRebuilds } from './app-program-commands.js';

const sandbox = {
  environments: new Map<string, Readonly<Record<string, string>>>([
    ['referral-publisher', { DATABASE_ADMIN_URL: 'postgresql://admin@db/x' }],
    ['deadline-watch', { DATABASE_ADMIN_URL: 'postgresql://admin@db/x', DATABASE_SCHEMA: 'watch' }],
    ['audit-recorder', { DATABASE_ADMIN_URL: 'postgresql://admin@db/x', DATABASE_SCHEMA: 'audit' }],
  ]),
} as unknown as FoundSandbox;

describe('what is made again', () => {
  it('in a sandbox is what publisher, recorder and watch can make again, without the rights of an administrator', () => {
    expect(plannedRebuilds({ sandbox, passedOver: [] }, {})).toEqual([
      { name: 'referral-publisher', app: 'referral-publisher', environment: {} },
      { name: 'audit-recorder', app: 'audit-recorder', environment: { DATABASE_SCHEMA: 'audit' } },
      { name: 'deadline-watch', app: 'deadline-watch', environment: { DATABASE_SCHEMA: 'watch' } },
    ]);
    expect(plannedRebuilds({ sandbox, passedOver: [] }, { app: 'deadline-watch' })).toHaveLength(1);
    expect(plannedRebuilds({ sandbox, passedOver: [] }, { app: 'deadline-watch', fromEnvironment: true })).toEqual([
      { name: 'deadline-watch', app: 'deadline-watch', environment: undefined },
    ]);
  });

  it('elsewhere is the app that was named; without a name nothing is done', async () => {
    const { exitCode, err } = await exchange(['rebuild']);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('name one with --app')]);
    expect((await exchange(['rebuild', '--app', 'agency-node'])).exitCode).toBe(2);
  });

  it('fails with the output of the program, and one document for a program that reads it', async () => {
    const { exitCode, out, err } = await exchange(['rebuild', '--app', 'audit-recorder', '--json']);
    expect([exitCode, JSON.parse(out)]).toEqual([1, { failed: 1, apps: [{ app: 'audit-recorder', ok: false }] }]);
    expect(err).toContain('DATABASE_URL');
  });
});
