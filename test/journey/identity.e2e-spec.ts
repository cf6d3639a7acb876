import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { audienceOf } from '#libs/contracts';
import { Browser, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';

jest.setTimeout(240_000);

const HUB = 'northshire-csc';
const CLI = 'dist/apps/cli/src/main.js';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

// The command line against the real issuer and the real apps, which check its tokens and proofs.
describe('callers of a running exchange', () => {
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let referralId: string;

  const environment = (more: Readonly<Record<string, string>>) => ({ ...process.env, EXCHANGE_LOGIN_FILE: join(sandbox.dataDir, 'login.json'), ...more });
  const exchange = async (line: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...line], { env: environment(more) });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { readonly code: number; readonly stdout: string; readonly stderr: string };
      return { code, out: stdout, err: stderr };
    }
  };
  const atHub = () => ['--no-sandbox', '--inbox-url', sandbox.description().agencies[HUB]?.url ?? ''];
  const system = (clientId: string) => ({
    EXCHANGE_TOKEN_ISSUER: sandbox.description().issuer.url, EXCHANGE_CLIENT_ID: clientId,
    EXCHANGE_CLIENT_KEY_FILE: join(sandbox.dataDir, 'issuer', 'clients', `${clientId}.json`),
  });

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'] });
    desk = new ExchangeDesk(sandbox.description());
    referralId = (await desk.publish(exampleReferral)).body.referralId;
    await eventually(() => desk.rungs(referralId, HUB), (rungs) => rungs.includes('delivered'));
  });
  afterAll(async () => {
    await sandbox?.stop();
  });

  it('a social worker logs in with a browser, and answers with tokens that are bound to the key of her login', async () => {
    const child = spawn(process.execPath, [CLI, 'login', '--issuer', sandbox.description().issuer.url, '--no-sandbox', '--for', HUB, 'publisher'], { env: environment({}) });
    const address = await new Promise<string>((resolve) => {
      let shown = '';
      child.stderr.on('data', (chunk) => {
        shown += String(chunk);
        const found = /^ {2}(http\S+)\n/m.exec(shown)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const done = new Promise((resolve) => child.once('close', resolve));
    const browser = new Browser();
    const page = await browser.follow(address);
    await fetch((await browser.follow(page.url, { identity: `${HUB}/sw-0142` })).url);
    expect(await done).toBe(0);

    expect(await exchange(['inbox', 'open', referralId, '--agency', HUB, ...atHub()])).toMatchObject({ code: 0, out: expect.stringContaining('OFFICIAL-SENSITIVE') });
    expect((await exchange(['inbox', 'accept', referralId, '--agency', HUB, ...atHub()])).code).toBe(0);
    expect(await desk.rungs(referralId, HUB)).toEqual(expect.arrayContaining(['delivered']));
    const { events } = await desk.timelineOnce(referralId, ({ events: known }) => known.some(({ rung }) => rung === 'accepted'));
    const accepted = events.find(({ rung }) => rung === 'accepted');
    expect([accepted?.agency, accepted?.actor, accepted?.assertedBy]).toEqual([HUB, 'sw-0142', undefined]);
    // The publisher knows the person, and her organisation is no force.
    expect((await exchange(['referral', 'status', referralId, '--no-sandbox', '--publisher-url', sandbox.description().urls.publisher])).err).toContain('IDN-012');
  });

  it('the records system of the force publishes for an officer, and a system that may not assert persons is refused one', async () => {
    const publisher = ['--no-sandbox', '--publisher-url', sandbox.description().urls.publisher];
    const submitted = await exchange(['referral', 'submit', 'docs/examples/referral.json', '--key', 'by-system', '--as-person', 'pc-2041', ...publisher], system('northshire-police-records'));
    expect(submitted).toMatchObject({ code: 0, out: expect.stringContaining('Published as') });
    const [, published = ''] = /Published as (\S+)/.exec(submitted.out) ?? [];
    const { events } = await desk.timelineOnce(published, ({ events: known }) => known.some(({ rung }) => rung === 'published'));
    expect(events.find(({ rung }) => rung === 'published')).toMatchObject({ actor: 'pc-2041', assertedBy: 'northshire-police-records' });
    const refused = await exchange(['inbox', 'open', referralId, '--agency', HUB, '--as-person', 'sw-0142', ...atHub()], system('northshire-csc-system'));
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('IDN-0') });
  });

  it('a token for one app is refused by another, and a request without one by every app', async () => {
    const wrong = await desk.headersOf('northshire-police', audienceOf('portal'));
    const { urls, agencies } = sandbox.description();
    const refusals = await Promise.all([`${urls.publisher}/v1/referrals`, `${urls.recorder}/v1/dead-letters`, `${urls.watch}/v1/clocks`, `${agencies[HUB]?.url ?? ''}/v1/inbox`]
      .flatMap((url) => [fetch(url, { headers: wrong }), fetch(url), fetch(url, { headers: { 'exchange-organisation': 'northshire-police', 'exchange-person': 'pc-2041' } })]));
    expect(refusals.map(({ status }) => status)).toEqual(refusals.map(() => 401));
    expect(refusals.every(({ headers }) => headers.get('www-authenticate') !== null)).toBe(true);
  });
});
