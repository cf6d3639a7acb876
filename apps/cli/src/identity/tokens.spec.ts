import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';

import { childEnvironment } from '#libs/config';
import { audienceOf } from '#libs/contracts';
import { repositoryFile } from '#libs/local-services';
import { Browser, IssuerProcess } from '#libs/testing';

import { ExchangeStandIn, json, type SeenRequest } from '../test-support/exchange-stand-in.js';
import { describeSandbox } from '../test-support/describe-sandbox.js';

const CLI = repositoryFile('dist', 'apps', 'cli', 'src', 'main.js');
const HUB = audienceOf('node', 'northshire-csc');
const RECORDS = 'northshire-police-records';
let issuer: IssuerProcess;
let app: ExchangeStandIn;
let loginFile: string;
let sandboxFile: string;

beforeAll(async () => {
  issuer = await IssuerProcess.start({ environment: { TOKEN_SECONDS: '4' } });
  loginFile = join(issuer.folder, 'state', 'login.json');
  sandboxFile = join(issuer.folder, 'sandbox.json');
});
afterAll(() => issuer.remove());
beforeEach(async () => {
  app = await ExchangeStandIn.answering(json({ items: [] }));
  describeSandbox(sandboxFile, { issuerUrl: issuer.url, appUrl: app.url });
});
afterEach(() => app.close());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line as a process, with nothing in its environment but this. */
function begin(argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [CLI, ...argv], { env: childEnvironment({ EXCHANGE_LOGIN_FILE: loginFile, ...environment }), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(([out, err, [code]]): Ended => ({ code: code as number | null, out, err }));
  return { child, ended };
}

function exchange(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return begin(argv, environment).ended;
}

const inSandbox = (...argv: readonly string[]) => exchange([...argv, '--sandbox', sandboxFile]);
const listHub = () => ['inbox', 'list', '--agency', 'northshire-csc', '--inbox-url', app.url, '--no-sandbox'];
const watchHub = (seconds: number) => ['inbox', 'watch', '--agency', 'northshire-csc', '--for', String(seconds), '--interval', '1'];

async function claimsOf(token: string, audience: string): Promise<JWTPayload> {
  return (await issuer.verify(token, audience)).payload;
}

function tokenOf({ headers }: SeenRequest): string {
  return (headers.authorization ?? '').replace(/^(?:Bearer|DPoP) /, '');
}

/** Checks the proof of a request as an app does, and that the token is bound to its key. */
async function expectProof(request: SeenRequest, url: string): Promise<void> {
  const proof = String(request.headers['dpop']);
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 60 });
  const token = tokenOf(request);
  expect(payload).toMatchObject({ htm: request.method, htu: `${url}${request.path}`, ath: createHash('sha256').update(token).digest('base64url') });
  const { cnf } = await claimsOf(token, HUB);
  expect(cnf).toEqual({ jkt: await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as never) });
}

async function logIn(...apps: readonly string[]): Promise<Ended> {
  const { child, ended } = begin(['login', '--issuer', issuer.url, '--no-sandbox', '--for', ...apps]);
  let shown = '';
  const address = await new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk) => {
      shown += String(chunk);
      const found = /^ {2}(http\S+)\n/m.exec(shown)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const browser = new Browser();
  const page = await browser.follow(address);
  const back = await browser.follow(page.url, { identity: 'northshire-csc/sw-0142' });
  const answer = await fetch(back.url);
  expect(await answer.text()).toContain('The login is done.');
  return ended;
}

describe('in a sandbox', () => {
  it('a command gets the token of the demo identity that fits, for the app that it calls', async () => {
    expect((await inSandbox('inbox', 'list', '--agency', 'northshire-csc')).code).toBe(0);
    const [request] = app.seen;
    if (request === undefined) throw new Error('nothing was sent');
    expect(await claimsOf(tokenOf(request), HUB)).toMatchObject({ sub: 'sw-0142', organisation: 'northshire-csc' });
    expect(request.headers['exchange-person']).toBeUndefined();
  });

  it('a command that outlives its token renews it: a social worker watches her inbox', async () => {
    expect((await inSandbox(...watchHub(8))).code).toBe(0);
    const tokens = [...new Set(app.seen.map((request) => tokenOf(request)))];
    expect(tokens.length).toBeGreaterThan(1);
    expect(app.seen.length).toBeGreaterThan(tokens.length);
    for (const request of app.seen) expect(request.headers.authorization).toMatch(/^Bearer /);
  });

  it('exchange token prints the token of a person by staff reference alone, for the app of the person or another', async () => {
    const own = await inSandbox('token', '--as', 'sw-0142');
    expect(await claimsOf(own.out.trim(), HUB)).toMatchObject({ sub: 'sw-0142' });
    const other = await inSandbox('token', '--as', 'insp-0007', '--for', 'publisher', '--json');
    const { token, ...described } = JSON.parse(other.out) as { readonly token: string };
    expect(described).toEqual({ type: 'Bearer', audience: audienceOf('publisher'), organisation: 'northshire-inspectorate', subject: 'insp-0007' });
    expect(await claimsOf(token, audienceOf('publisher'))).toMatchObject({ sub: 'insp-0007' });
  });

  it('a colleague needs the organisation, and an unknown person or organisation gets no token', async () => {
    const colleague = await inSandbox('token', '--as', 'tl-0150', '--as-organisation', 'northshire-csc');
    expect(await claimsOf(colleague.out.trim(), HUB)).toMatchObject({ sub: 'tl-0150', organisation: 'northshire-csc' });
    expect(await inSandbox('token', '--as', 'tl-0150')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('sw-0142 of northshire-csc') });
    expect(await inSandbox('token', '--as-organisation', 'southshire-csc')).toMatchObject({ code: 2, out: '' });
    expect(await inSandbox('audit', 'awaiting', '--as-organisation', 'southshire-csc', '--as-person', 'insp-0007')).toMatchObject({
      code: 2, out: '', err: expect.stringMatching(/^The sandbox has no organisation southshire-csc; it has northshire-police, northshire-csc, .*northshire-exchange-team\.\n$/),
    });
  });
});

describe('without a sandbox', () => {
  it('a command without any token sends nothing, and names the ways to one', async () => {
    const { code, err } = await exchange(listHub());
    expect([code, app.seen.length]).toEqual([2, 0]);
    for (const way of ['exchange login', 'EXCHANGE_TOKEN_FILE', 'EXCHANGE_CLIENT_ID']) expect(err).toContain(way);
  });

  it('--no-sandbox overrides a sandbox that the environment names', async () => {
    const { code, err } = await exchange(['audit', 'awaiting', '--no-sandbox'], { EXCHANGE_SANDBOX: sandboxFile });
    expect([code, err]).toEqual([3, expect.stringMatching(/^The address of the audit portal is unknown: /)]);
  });

  it('a token file is sent as it is, and read again for each request', async () => {
    const file = join(issuer.folder, 'token');
    writeFileSync(file, 'first\n');
    const watching = exchange([...watchHub(4), '--inbox-url', app.url, '--no-sandbox', '--token-file', file]);
    while (app.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(file, 'second\n');
    expect((await watching).code).toBe(0);
    expect([...new Set(app.seen.map((request) => tokenOf(request)))]).toEqual(['first', 'second']);
  });

  it.each([['two tokens', 'one two'], ['nothing', ''], ['something else', '{"token": "x"}']])('a token file with %s is refused, and not shown', async (_, content) => {
    const file = join(issuer.folder, 'wrong-token');
    writeFileSync(file, content);
    const { code, err } = await exchange([...listHub(), '--token-file', file]);
    expect([code, app.seen.length, content !== '' && err.includes(content)]).toEqual([2, 0, false]);
  });

  it('a token of another person than the command names is not sent', async () => {
    const file = join(issuer.folder, 'of-social-worker');
    writeFileSync(file, (await inSandbox('token', '--as', 'sw-0142')).out);
    for (const named of [['--as-person', 'tl-0150'], ['--as-organisation', 'northshire-police']]) {
      const { code, err } = await exchange([...listHub(), '--token-file', file, ...named]);
      expect([named, code, app.seen.length]).toEqual([named, 2, 0]);
      expect(err).toContain('The token is of another');
    }
    expect((await exchange([...listHub(), '--token-file', file, '--as-person', 'sw-0142'])).code).toBe(0);
  });

  it('a system proves itself with its key, binds its token to another, and asserts the person that the command names', async () => {
    const environment = { EXCHANGE_TOKEN_ISSUER: issuer.url, EXCHANGE_CLIENT_ID: 'northshire-csc-system', EXCHANGE_CLIENT_KEY_FILE: issuer.keyFileOf('northshire-csc-system') };
    expect(await exchange([...listHub(), '--as-person', 'sw-0142'], environment)).toMatchObject({ code: 0 });
    const [request] = app.seen;
    if (request === undefined) throw new Error('nothing was sent');
    expect(request.headers).toMatchObject({ authorization: expect.stringMatching(/^DPoP /), 'exchange-person': 'sw-0142' });
    await expectProof(request, app.url);
    // A sandbox completes no person for a system, because the record would then have a person that the command did not name.
    expect((await exchange(['inbox', 'list', '--agency', 'northshire-csc', '--sandbox', sandboxFile], environment)).code).toBe(0);
    expect(app.seen[1]?.headers['exchange-person']).toBeUndefined();
    const wrongKey = { ...environment, EXCHANGE_CLIENT_KEY_FILE: issuer.keyFileOf(RECORDS) };
    expect(await exchange(listHub(), wrongKey)).toMatchObject({ code: 1, err: expect.stringContaining('invalid_client') });
    const { EXCHANGE_TOKEN_ISSUER: _, ...incomplete } = environment;
    expect(await exchange(listHub(), incomplete)).toMatchObject({ code: 2, err: expect.stringContaining('all three') });
    expect(app.seen).toHaveLength(2);
  });

  it('a login with a browser gives tokens that are bound to a key, renews them, and ends with the logout', async () => {
    expect(await logIn('northshire-csc', 'publisher')).toMatchObject({ code: 0, out: 'Logged in as sw-0142 of northshire-csc.\n' });
    expect(statSync(loginFile).mode & 0o777).toBe(0o600);
    expect((await exchange([...watchHub(8), '--inbox-url', app.url, '--no-sandbox'])).code).toBe(0);
    for (const request of app.seen) await expectProof(request, app.url);
    expect(new Set(app.seen.map((request) => tokenOf(request))).size).toBeGreaterThan(1);
    expect(new Set(app.seen.map(({ headers }) => headers['dpop'])).size).toBe(app.seen.length);

    const { refreshToken = '' } = JSON.parse(readFileSync(loginFile, 'utf8')) as { readonly refreshToken?: string };
    const portal = await exchange(['audit', 'agencies', '--audit-url', app.url, '--no-sandbox']);
    expect(portal).toMatchObject({ code: 2, err: expect.stringContaining('name the app with --for') });

    chmodSync(loginFile, 0o644);
    expect(await exchange(listHub())).toMatchObject({ code: 2, err: expect.stringContaining('Other users may read the login') });
    chmodSync(loginFile, 0o600);
    expect(await exchange(['logout', '--no-sandbox'])).toEqual({ code: 0, out: 'Logged out.\n', err: '' });
    expect(existsSync(loginFile)).toBe(false);
    expect((await exchange(listHub())).code).toBe(2);
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'exchange-cli', refresh_token: refreshToken, resource: HUB });
    expect(await (await fetch(`${issuer.url}/token`, { method: 'POST', body })).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('a login is not begun at an issuer over plain HTTP on another machine', async () => {
    expect(await exchange(['login', '--issuer', 'http://issuer.example', '--no-sandbox'])).toMatchObject({ code: 2, err: expect.stringContaining('plain HTTP') });
  });
});
