import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from '@jest/globals';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { Cli } from './command/cli.js';
import { createProgram, withoutValue } from './program.js';
import { breaksOff, CORRELATION_ID, exchange, ExchangeStandIn, json, problem, TOKEN, type Answer } from './test-support/exchange-stand-in.js';

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const opened: ExchangeStandIn[] = [];

async function standIn(...answers: Answer[]): Promise<ExchangeStandIn> {
  const server = await ExchangeStandIn.answering(...answers);
  opened.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const asPractitioner = ['--as-organisation', 'northshire-csc', '--as-person', 'sw-0142'];

describe('the program', () => {
  it('can be run by its name, because the file that package.json names runs the compiled program', () => {
    const root = new URL('../../../../', import.meta.url);
    const { bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { readonly bin: { readonly exchange: string } };
    const { status, stdout } = spawnSync(fileURLToPath(new URL(bin.exchange, root)), ['--version'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

describe('how a command ends', () => {
  it.each([
    ['refused for its body', problem('REF-007'), 1],
    ['not found', problem('ACK-001'), 4],
    ['a step out of order', problem('ACK-002'), 5],
    ['answered differently before', problem('ACK-004'), 5],
    ['the database is away', problem('GEN-010'), 3],
    ['the connection breaks', breaksOff, 3],
    ['a stranger answers', ((response) => void response.writeHead(200).end('<html>')) satisfies Answer, 1],
    ['a proxy answers', ((response) => void response.writeHead(502).end('<html>')) satisfies Answer, 3],
  ] as const)('%s', async (_, answer, expected) => {
    const server = await standIn(answer);
    const result = await exchange(['inbox', 'accept', REFERRAL, ...asPractitioner, '--inbox-url', server.url]);
    expect({ exitCode: result.exitCode, out: result.out }).toEqual({ exitCode: expected, out: '' });
    expect(result.err).toMatch(/Correlation id: [0-9a-f-]{36}\n$/);
  });

  it('with 2 for a command line that cannot be right, before anything is sent', async () => {
    const wrong = [
      'bogus', 'inbox', 'inbox open', 'inbox open not-an-id', `inbox refuse ${REFERRAL}`, `inbox refuse ${REFERRAL} --reason because`,
      'inbox list --limit 0', 'audit search --from 2026-02-30', 'deadletter list', `inbox open ${REFERRAL} and-another`,
    ];
    for (const line of wrong) expect({ line, exitCode: (await exchange(line.split(' '))).exitCode }).toEqual({ line, exitCode: 2 });
  });

  it('with 3, and the remedy, when the address of the exchange is unknown', async () => {
    const { exitCode, err } = await exchange(['audit', 'agencies']);
    expect(exitCode).toBe(3);
    expect(err).toContain('npm start');
    expect(err).toContain('--audit-url');
  });

  it('with 130 and nothing on standard output after Ctrl-C', async () => {
    const server = await standIn(() => undefined);
    const abort = new AbortController();
    const running = exchange(['audit', 'agencies', '--audit-url', server.url], { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect(await running).toEqual({ exitCode: 130, out: '', err: '' });
  });
});

const redirecting = ['inbox', 'redirect', REFERRAL, '--to', 'nowhere', '--reason', 'moved-area', ...asPractitioner];

describe('a refusal', () => {
  const errors = [{ pointer: '/agency', code: 'unknown-agency', message: 'This must be another agency of the partnership.' }];

  it('is printed in full: code, remedy, fields at fault, correlation id', async () => {
    const server = await standIn(problem('ACK-003', { errors }));
    const { err } = await exchange([...redirecting, '--inbox-url', server.url]);
    expect(err).toBe(`Unknown agency (ACK-003)
  Name another agency by its id in the partnership.
  /agency: This must be another agency of the partnership. (unknown-agency)
  Correlation id: ${CORRELATION_ID}
`);
  });

  it('is one document on standard error with --json, and nothing on standard output', async () => {
    const server = await standIn(problem('ACK-003', { errors }));
    const { out, err } = await exchange([...redirecting, '--json', '--inbox-url', server.url]);
    expect(out).toBe('');
    expect(JSON.parse(err)).toMatchObject({ error: { exitCode: 1, status: 422, code: 'ACK-003', errors, correlationId: CORRELATION_ID } });
  });

  it('cannot move the cursor of a terminal', async () => {
    const escape = '\u001b[2J';
    const server = await standIn(problem('ACK-003', { errors: [{ pointer: `/${escape}`, code: 'x', message: `a${escape}b` }] }));
    const { err } = await exchange(['inbox', 'accept', REFERRAL, ...asPractitioner, '--inbox-url', server.url]);
    expect(err).not.toContain('\u001b');
  });
});

const item = {
  referralId: REFERRAL, receivedAt: '2026-05-22T17:00:01Z', rung: 'delivered', hop: 1, force: 'northshire-police', expectation: 'acknowledge',
};

describe('what is sent', () => {
  it('has the token of the caller, under one correlation id for the whole command', async () => {
    const server = await standIn(json({ items: [item], next: 'abc' }), json({ items: [{ ...item, rung: 'opened' }] }));
    const { exitCode, out } = await exchange(['inbox', 'list', '--all', '--state', 'new', '--json', ...asPractitioner, '--inbox-url', server.url]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({ items: [item, { ...item, rung: 'opened' }] });
    expect(server.seen.map(({ query }) => [query.get('state'), query.get('cursor')])).toEqual([['new', null], ['new', 'abc']]);
    expect(new Set(server.seen.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(new Set(server.seen.map(({ headers }) => headers['x-correlation-id'])).size).toBe(1);
  });

  it('is no more than asked for, and names the command for more', async () => {
    const items = Array.from({ length: 200 }, () => item);
    const server = await standIn(json({ items, next: 'on' }), json({ items: items.slice(0, 50), next: 'more' }));
    const { out } = await exchange(['inbox', 'list', '--limit', '250', '--json', ...asPractitioner, '--inbox-url', server.url]);
    expect(server.seen.map(({ query }) => query.get('limit'))).toEqual(['200', '50']);
    expect(JSON.parse(out)).toMatchObject({ next: 'more', items: { length: 250 } });
  });
});

describe('--help', () => {
  it('is there for every command, with examples', async () => {
    const { out, err, exitCode } = await exchange(['--help']);
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
    expect(out).toContain('130  interrupted');
    const lines = leaves(createProgram(new Cli({} as never)));
    expect(lines.length).toBeGreaterThan(22);
    for (const line of lines) {
      const help = await exchange([...line, '--help']);
      expect({ line, help: help.out }).toEqual({ line, help: expect.stringMatching(/\nExamples:\n {2}\S/) });
    }
  });
});

describe('a value that is refused', () => {
  it('is not repeated: somebody types a name where a reference belongs', async () => {
    const { exitCode, err } = await exchange(['audit', 'agencies', '--as-person', "Sam O'Whitlock"]);
    expect(exitCode).toBe(2);
    expect(err).toContain('--as-person');
    expect(err).not.toContain('Whitlock');
    expect((await exchange(['inbox', 'open', 'Rosa Testcase'])).err).not.toContain('Rosa');
    expect(withoutValue("error: option '--limit <count>' argument 'Rosa' is invalid. It must be a number.\n"))
      .toBe("error: option '--limit <count>' has a value that is not valid. It must be a number.\n");
  });
});

/** Every command that acts, as it is typed. */
function leaves(command: CommandUnknownOpts, path: readonly string[] = []): string[][] {
  if (command.commands.length === 0) return [[...path]];
  return command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
}
